// Loaded into each process that plays a container: connections to addresses of services that no policy allows are refused.
// This is a stand-in for what a network plug-in does in a kernel. It confines nothing that does not want to be confined.
const { Socket } = require('node:net');

const closed = new Set(JSON.parse(process.env.SIMULATOR_CLOSED ?? '[]'));
delete process.env.SIMULATOR_CLOSED;
delete process.env.NODE_OPTIONS;
const connect = Socket.prototype.connect;
Socket.prototype.connect = function refuse(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (closed.has(`${options?.host} ${options?.port}`)) {
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
