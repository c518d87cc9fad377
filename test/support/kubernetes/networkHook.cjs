// Loaded into each process that plays a container: connections to addresses of services that no policy allows are refused.
// This is a stand-in for what a network plug-in does in a kernel. It confines nothing that does not want to be confined.
const { Socket } = require('node:net');

const { services = [], outside = false } = JSON.parse(
  process.env.SIMULATOR_CLOSED ?? '{}',
);
const closed = new Set(services);
const isClosed = ({ host = '', port }) =>
  closed.has(`${host} ${port}`) ||
  (outside && /^\d/.test(host) && !host.startsWith('127.'));
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
