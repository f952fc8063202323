'use strict';
// The Runtime API over one socket that stays open: one write and one read a call. An answer and the
// question for the next event go out together, so the emulator hears of both at once.
//
// The socket keeps the process alive only while something is waited for: a handler's own event loop
// may run empty.

const net = require('net');

const ROOT = '/2018-06-01/runtime/';
// Above it the answer goes out alone: it may be refused, and then the connection ends.
const TOGETHER_MAX = 1 << 20;
const HEAD_END = Buffer.from('\r\n\r\n');

class Api {
  #host;
  #port;
  #socket = null;
  #waiting = []; // callbacks of the answers that are to come, in order
  #read = Buffer.alloc(0);
  #next;

  constructor(address) {
    const colon = address.lastIndexOf(':');
    this.#host = address.slice(0, colon);
    this.#port = Number(address.slice(colon + 1));
    this.#next = `GET ${ROOT}invocation/next HTTP/1.1\r\nHost: ${address}\r\n\r\n`;
    this.address = address;
  }

  // Of a spare process: runs `onStart({ status, body })` when it is needed.
  waitForStart(onStart) {
    this.#write(`GET /2018-06-01/brume/start HTTP/1.1\r\nHost: ${this.address}\r\n\r\n`);
    this.#expect(onStart);
  }

  // The event goes to `onEvent(headers, body)`.
  next(onEvent) {
    this.#write(this.#next);
    this.#expect((response) => this.#event(response, onEvent));
  }

  respond(id, body, onEvent) {
    this.#post(`invocation/${id}/response`, body, '', onEvent);
  }

  fail(id, body, more, onEvent) {
    this.#post(`invocation/${id}/error`, body, more, onEvent);
  }

  // For who ends afterwards: `done()` runs when it has arrived.
  failAndStop(path, body, more, done) {
    this.#write(this.#head(path, body, more) + body);
    this.#expect(done);
  }

  // An answer in pieces: write(text or buffer), then end(trailers, onEvent).
  stream(id, contentType) {
    this.#write(`POST ${ROOT}invocation/${id}/response HTTP/1.1\r\nHost: ${this.address}\r\n` +
      `Content-Type: ${contentType}\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n` +
      'Trailer: Lambda-Runtime-Function-Error-Type\r\n' +
      'Trailer: Lambda-Runtime-Function-Error-Body\r\nTransfer-Encoding: chunked\r\n\r\n');
    return {
      write: (chunk, done) => {
        if (chunk.length === 0) return done();
        const socket = this.#socket;
        socket.cork();
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write('\r\n', done);
        socket.uncork();
      },
      end: (trailers, onEvent) => {
        this.#write(`0\r\n${trailers}\r\n${this.#next}`);
        this.#expect(() => {});
        this.#expect((response) => this.#event(response, onEvent));
      },
    };
  }

  #head(path, body, more) {
    return `POST ${ROOT}${path} HTTP/1.1\r\nHost: ${this.address}\r\n` +
      `Content-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  }

  #post(path, body, more, onEvent) {
    const message = this.#head(path, body, more) + body;
    if (message.length <= TOGETHER_MAX) {
      this.#write(message + this.#next);
      this.#expect(() => {});
      this.#expect((response) => this.#event(response, onEvent));
      return;
    }
    this.#write(message);
    this.#expect((response) => {
      if (response.headers.connection === 'close') this.#drop();
      this.next(onEvent);
    });
  }

  #event(response, onEvent) {
    if (response.status !== 200) {
      process.stderr.write(`the Runtime API answered ${response.status}: ${response.body}\n`);
      process.exit(1);
    }
    onEvent(response.headers, response.body);
  }

  #expect(callback) {
    this.#waiting.push(callback);
    this.#socket.ref();
  }

  #write(text) {
    if (this.#socket === null) this.#connect();
    this.#socket.write(text);
  }

  #connect() {
    const socket = net.connect({ host: this.#host, port: this.#port, noDelay: true });
    socket.on('data', (data) => this.#onData(data));
    socket.on('error', () => {});
    // The emulator has gone, and the function with it.
    socket.on('close', () => { if (socket === this.#socket) process.exit(0); });
    this.#socket = socket;
    this.#read = Buffer.alloc(0);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket.destroy();
  }

  #onData(data) {
    this.#read = this.#read.length === 0 ? data : Buffer.concat([this.#read, data]);
    while (this.#waiting.length > 0) {
      const response = this.#response();
      if (response === null) return;
      const callback = this.#waiting.shift();
      if (this.#waiting.length === 0) this.#socket.unref();
      callback(response);
    }
  }

  // The first whole answer of what was read; null: it has not come yet.
  #response() {
    const end = this.#read.indexOf(HEAD_END);
    if (end < 0) return null;
    const lines = this.#read.latin1Slice(0, end).split('\r\n');
    const headers = {};
    for (let i = 1; i < lines.length; ++i) {
      const colon = lines[i].indexOf(':');
      headers[lines[i].slice(0, colon).toLowerCase()] = lines[i].slice(colon + 1).trim();
    }
    const from = end + HEAD_END.length;
    const to = from + Number(headers['content-length'] || 0);
    if (this.#read.length < to) return null;
    const body = this.#read.utf8Slice(from, to);
    this.#read = this.#read.subarray(to);
    return { status: Number(lines[0].slice(9, 12)), headers, body };
  }
}

module.exports = { Api };
