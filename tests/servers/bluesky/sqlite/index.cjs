// The part of better-sqlite3's interface that the PDS uses (through kysely), over node:sqlite.
const { DatabaseSync } = require('node:sqlite')

// SQLite's result codes (sqlite.org/rescode.html) by the names that better-sqlite3 gives them.
const NAMES = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  19: 'SQLITE_CONSTRAINT',
  275: 'SQLITE_CONSTRAINT_CHECK',
  787: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  1299: 'SQLITE_CONSTRAINT_NOTNULL',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
}

class SqliteError extends Error {
  constructor(message, code) {
    super(message)
    this.name = 'SqliteError'
    this.code = code
  }
}

function renamed(work) {
  try {
    return work()
  } catch (error) {
    if (error?.code !== 'ERR_SQLITE_ERROR') throw error
    const name = NAMES[error.errcode] ?? NAMES[error.errcode & 255] ?? 'SQLITE_ERROR'
    throw new SqliteError(error.message, name)
  }
}

// node:sqlite gives bytes as Uint8Array; whoever expects better-sqlite3 expects a Buffer.
function buffered(row) {
  for (const name in row) {
    const value = row[name]
    if (value instanceof Uint8Array && !Buffer.isBuffer(value)) {
      row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
  }
  return row
}

const listed = (given) => (given.length === 1 && Array.isArray(given[0]) ? given[0] : given)

class Statement {
  constructor(prepared) {
    this.prepared = prepared
    this.reader = prepared.columns().length > 0
  }
  all(...given) {
    return renamed(() => this.prepared.all(...listed(given)).map(buffered))
  }
  get(...given) {
    return renamed(() => buffered(this.prepared.get(...listed(given))))
  }
  run(...given) {
    const { changes, lastInsertRowid } = renamed(() => this.prepared.run(...listed(given)))
    return { changes: Number(changes), lastInsertRowid }
  }
  *iterate(...given) {
    for (const row of this.prepared.iterate(...listed(given))) yield buffered(row)
  }
}

class Database {
  constructor(file, options = {}) {
    const { readonly = false, timeout = 5000 } = options
    this.name = file
    this.inner = renamed(() => new DatabaseSync(file, { readOnly: readonly, timeout }))
    this.open = true
  }
  prepare(sql) {
    return new Statement(renamed(() => this.inner.prepare(sql)))
  }
  exec(sql) {
    renamed(() => this.inner.exec(sql))
    return this
  }
  pragma(text, options = {}) {
    const rows = renamed(() => this.inner.prepare(`PRAGMA ${text}`).all())
    return options.simple ? Object.values(rows[0] ?? {})[0] : rows
  }
  close() {
    if (this.open) this.inner.close()
    this.open = false
  }
}

module.exports = Database
module.exports.default = Database
module.exports.SqliteError = SqliteError
