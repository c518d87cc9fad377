// Loaded into each process that plays a container: connections to addresses of services that no policy allows are refused.
// Who listens at all addresses listens at its pod's alone, since all pods share this machine. This is a stand-in for what a network plug-in does in a kernel. It confines nothing that does not want to be confined.
const { Server, Socket } = require('node:net');

const { services = [], outside = false } = JSON.parse(
  process.env.SIMULATOR_CLOSED ?? '{}',
);
const closed = new Set(services);
const isClosed = ({ host = '', port }) =>
  closed.has(`${host} ${port}`) ||
  (outside && /^\d/.test(host) && !host.startsWith('127.'));
const address = process.env.SIMULATOR_ADDRESS;
const isAny = host => !host || host === '0.0.0.0' || host === '::';
const listen = Server.prototype.listen;
Server.prototype.listen = function atItsPod(...args) {
  const [first, second] = args;
  if (address && typeof first === 'number') {
    if (typeof second === 'string') args[1] = isAny(second) ? address : second;
    else args.splice(1, 0, address);
  } else if (address && Number.isInteger(first?.port) && isAny(first.host)) {
    args[0] = { ...first, host: address };
  }
  return listen.apply(this, args);
};
delete process.env.SIMULATOR_ADDRESS;
delete process.env.SIMULATOR_CLOSED;
delete process.env.NODE_OPTIONS;
const connect = Socket.prototype.connect;
Socket.prototype.connect = function refuse(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (options && typeof options === 'object' && isClosed(options)) {
    setImmediate(() =>
      this.destroy(
        Object.assign(new Error('connect ECONNREFUSED'), {
          code: 'ECONNREFUSED',
        }),
      ),
    );
    return this;
  }
  return connect.apply(this, args);
};
