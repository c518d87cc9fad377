// server-everything takes a port but no host, and would listen on every interface of this machine, past the gateway.
// Required before it (node --require), this makes a server that names no host listen on loopback.
const { Server } = require('node:net');

const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(port, ...rest) {
  const namesHost = typeof port === 'object' || typeof rest[0] === 'string';
  return namesHost
    ? listen.call(this, port, ...rest)
    : listen.call(this, port, '127.0.0.1', ...rest);
};
