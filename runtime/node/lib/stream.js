'use strict';
// Answers that are written piece by piece: awslambda.streamifyResponse and its stream.

const { Writable } = require('stream');
const errors = require('./errors');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const HTTP_INTEGRATION = 'application/vnd.awslambda.http-integration-response';
const PRELUDE_END = Buffer.alloc(8);

class ResponseStream extends Writable {
  #open; // (contentType) => the API's stream, at the first write
  #body = null;
  #contentType = 'application/octet-stream';
  #prelude = null;

  constructor(open, highWaterMark) {
    super(highWaterMark === undefined ? {} : { highWaterMark });
    this.#open = open;
  }

  get begun() {
    return this.#body !== null;
  }

  setContentType(contentType) {
    if (this.begun) {
      throw new errors.InvalidStreamingOperation('Cannot set content-type, too late.');
    }
    this.#contentType = contentType;
  }

  setPrelude(prelude) {
    this.setContentType(HTTP_INTEGRATION);
    this.#prelude = prelude;
  }

  write(chunk, encoding, callback) {
    const bytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return super.write(bytes ? chunk : JSON.stringify(chunk), encoding, callback);
  }

  _write(chunk, _encoding, done) {
    this.begin().write(chunk, done);
  }

  // The head goes out, if it has not.
  begin() {
    if (this.#body === null) {
      this.#body = this.#open(this.#contentType);
      if (this.#prelude !== null) {
        const head = Buffer.from(JSON.stringify(this.#prelude));
        this.#body.write(Buffer.concat([head, PRELUDE_END]), () => {});
      }
    }
    return this.#body;
  }
}

const HttpResponseStream = {
  from(stream, prelude) {
    stream.setPrelude(prelude);
    return stream;
  },
};

function streamifyResponse(handler, options) {
  handler[STREAMING] = 'response';
  if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = options.highWaterMark;
  return handler;
}

module.exports = {
  ResponseStream,
  isStreaming: (handler) => handler[STREAMING] === 'response',
  highWaterMark: (handler) => handler[HIGH_WATER_MARK],
  install: () => { globalThis.awslambda = { streamifyResponse, HttpResponseStream }; },
};
