// The servers listen on every interface when they are not told otherwise; here they are told: on loopback alone.
import net from 'node:net'

const HOST = '127.0.0.1'
const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (first, ...rest) {
  if (typeof first === 'number' && typeof rest[0] !== 'string') return listen.call(this, first, HOST, ...rest)
  if (first?.port !== undefined && !first.host) return listen.call(this, { ...first, host: HOST }, ...rest)
  return listen.call(this, first, ...rest)
}
