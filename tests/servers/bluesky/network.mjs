// A Bluesky of one's own: the directory of identities (PLC), a server for accounts (PDS), and the AppView that knows
// threads. `node network.mjs MODULES POSTGRES-URL JWT-SECRET` says {"pds": ..., "appview": ..., "plc": ...} on one line
// once all of them answer, and ends when its input ends or it is told to.
import './loopback.mjs'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'

const [modules, dbPostgresUrl, jwtSecret] = process.argv.slice(2)
process.env.LOG_ENABLED = 'false'
process.env.NODE_ENV = 'test'
const dev = createRequire(path.join(modules, 'here.cjs'))('@atproto/dev-env')

const KEY = 'bsync-api-key'

async function freePort() {
  const server = net.createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

const pdsPort = await freePort()
const plc = await dev.TestPlc.create({})
const bsync = await dev.TestBsync.create({ apiKeys: [KEY], dbUrl: dbPostgresUrl, dbSchema: 'bsync' })
const bsky = await dev.TestBsky.create({
  port: await freePort(),
  plcUrl: plc.url,
  pdsPort,
  bsyncApiKey: KEY,
  bsyncUrl: bsync.url,
  repoProvider: `ws://localhost:${pdsPort}`,
  dbPostgresUrl,
  dbPostgresSchema: 'appview',
})
bsync.ctx.dataplaneClients = [bsky.ctx.dataplane]
const pds = await dev.TestPds.create({
  port: pdsPort,
  hostname: 'localhost',
  didPlcUrl: plc.url,
  jwtSecret,
  bskyAppViewUrl: bsky.url,
  bskyAppViewDid: bsky.ctx.cfg.serverDid,
  enableDidDocWithSession: true,
})
dev.mockNetworkUtilities(pds, bsky)
console.log(JSON.stringify({ pds: pds.url, appview: bsky.url, plc: plc.url }))

async function stop() {
  setTimeout(() => process.exit(0), 2000).unref()
  await Promise.allSettled([bsky.close(), bsync.close(), pds.close(), plc.close()])
  process.exit(0)
}

process.on('SIGTERM', stop)
process.stdin.on('end', stop).resume()
