'use strict';
// One environment of one function: finds the handler, then answers event after event.

const { Api } = require('./api');
const errors = require('./errors');
const loader = require('./loader');
const log = require('./console');
const streams = require('./stream');

const environment = process.env;

class Function {
  #api = new Api(environment.AWS_LAMBDA_RUNTIME_API);
  #handler = null;
  #call = null; // the one that runs; null: none yet

  async start() {
    process.on('uncaughtException', (error) => this.#die('Uncaught Exception', error, 129));
    process.on('unhandledRejection', (reason, promise) => {
      const error = new errors.UnhandledPromiseRejection(reason, promise);
      this.#die('Unhandled Promise Rejection', error, 128);
    });
    // The event loop has run empty: there is nothing that could still answer.
    process.on('beforeExit', () => this.#call?.onLoopEmpty());
    if (environment.BRUME_SPARE !== undefined) {
      delete environment.BRUME_SPARE;
      await this.#untilNeeded();
    }
    try {
      this.#handler = await loader.find(environment.LAMBDA_TASK_ROOT || process.cwd(),
        environment._HANDLER);
    } catch (error) {
      return this.#die('Uncaught Exception', error, 129);
    }
    this.#api.next(this.#onEvent);
  }

  // A spare process waits here, before it has seen anything of the function's.
  async #untilNeeded() {
    const { status, body } = await new Promise((resolve) => this.#api.waitForStart(resolve));
    if (status !== 200) process.exit(0);
    for (const [name, value] of Object.entries(body === '' ? {} : JSON.parse(body))) {
      if (value === null) delete environment[name]; else environment[name] = value;
    }
  }

  #onEvent = (headers, body) => {
    const id = headers['lambda-runtime-aws-request-id'];
    const trace = headers['lambda-runtime-trace-id'];
    log.setRequestId(id);
    if (trace) environment._X_AMZN_TRACE_ID = trace; else delete environment._X_AMZN_TRACE_ID;
    const streaming = streams.isStreaming(this.#handler);
    const call = streaming ? new StreamedCall(id, this.#api, this.#onEvent)
      : new Call(id, this.#api, this.#onEvent);
    this.#call = call;
    let event;
    try {
      event = JSON.parse(body);
      call.run(this.#handler, event, makeContext(call, headers));
    } catch (error) {
      call.fail(error);
    }
  };

  #die(what, error, status) {
    log.logError(what, error);
    const body = JSON.stringify(errors.errorObject(error));
    const stop = () => process.exit(status);
    if (this.#call === null) {
      const type = errors.errorObject(error).errorType;
      const more = `Lambda-Runtime-Function-Error-Type: ${type}\r\n`;
      this.#api.failAndStop('init/error', body, more, stop);
    } else {
      this.#call.failAndStop(error, body, stop);
    }
  }
}

// One invocation. The first of its answers counts.
class Call {
  callbackWaitsForEmptyEventLoop = true;
  #answered = false;
  #afterLoop = null; // the answer that waits for the event loop to run empty

  constructor(id, api, onEvent) {
    this.id = id;
    this.api = api;
    this.onEvent = onEvent;
  }

  run(handler, event, context) {
    const runtime = { handler };
    const result = runtime.handler(event, context, (error, value) => this.callback(error, value));
    // A plain value is no answer.
    if (typeof result?.then === 'function') {
      result.then((value) => this.succeed(value), (error) => this.fail(error));
    }
  }

  callback(error, value) {
    if (this.#answered || this.#afterLoop !== null) return;
    const answer = () => (error !== undefined && error !== null ? this.fail(error)
      : this.succeed(value));
    if (this.callbackWaitsForEmptyEventLoop) this.#afterLoop = answer; else answer();
  }

  onLoopEmpty() {
    if (this.#answered) return;
    const answer = this.#afterLoop;
    if (answer !== null) answer(); else this.succeed(null);
  }

  succeed(value) {
    if (this.#answered) return;
    let body;
    try {
      body = JSON.stringify(value === undefined ? null : value);
      if (body === undefined) body = 'null';
    } catch {
      return this.fail(new Error('Unable to stringify response body'));
    }
    this.#answered = true;
    this.api.respond(this.id, body, this.onEvent);
  }

  fail(error) {
    if (this.#answered) return;
    this.#answered = true;
    log.logError('Invoke Error', error);
    const body = JSON.stringify(errors.errorObject(error));
    this.api.fail(this.id, body, errors.causeHeader(error), this.onEvent);
  }

  failAndStop(error, body, stop) {
    if (this.#answered) return stop();
    this.#answered = true;
    this.api.failAndStop(`invocation/${this.id}/error`, body, errors.causeHeader(error), stop);
  }
}

class StreamedCall {
  #stream = null;
  #ended = false;

  constructor(id, api, onEvent) {
    this.id = id;
    this.api = api;
    this.onEvent = onEvent;
  }

  run(handler, event, context) {
    this.#stream = new streams.ResponseStream(
      (contentType) => this.api.stream(this.id, contentType), streams.highWaterMark(handler));
    this.#stream.on('finish', () => this.#end(''));
    this.#stream.on('error', (error) => this.fail(error));
    const result = handler(event, this.#stream, context);
    if (typeof result?.then !== 'function') {
      throw new Error('Streaming does not support non-async handlers.');
    }
    result.then((value) => {
      if (value !== undefined) console.warn('Streaming handlers ignore return values.');
    }, (error) => this.fail(error));
  }

  onLoopEmpty() {
    // Never ended: its timeout ends it.
    setInterval(() => {}, 1 << 30);
  }

  fail(error) {
    if (this.#ended) return;
    log.logError('Invoke Error', error);
    const body = JSON.stringify(errors.errorObject(error));
    if (this.#stream?.begun) {
      const { errorType } = errors.errorObject(error);
      return this.#end(`Lambda-Runtime-Function-Error-Type: ${errorType}\r\n` +
        `Lambda-Runtime-Function-Error-Body: ${Buffer.from(body).toString('base64')}\r\n`);
    }
    this.#ended = true;
    this.api.fail(this.id, body, errors.causeHeader(error), this.onEvent);
  }

  failAndStop(error, body, stop) {
    if (this.#ended || this.#stream?.begun) return stop();
    this.#ended = true;
    this.api.failAndStop(`invocation/${this.id}/error`, body, errors.causeHeader(error), stop);
  }

  #end(trailers) {
    if (this.#ended) return;
    this.#ended = true;
    this.#stream.begin().end(trailers, this.onEvent);
  }
}

function parsed(header) {
  return header === undefined ? undefined : JSON.parse(header);
}

// Its members have AWS's order.
function makeContext(call, headers) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = {};
  if (call instanceof Call) {
    Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
      enumerable: true,
      get: () => call.callbackWaitsForEmptyEventLoop,
      set: (waits) => { call.callbackWaitsForEmptyEventLoop = waits; },
    });
    context.succeed = (value) => call.succeed(value);
    context.fail = (error) => call.fail(error === undefined ? 'handled' : error);
    context.done = (error, value) => (error === undefined || error === null ? call.succeed(value)
      : call.fail(error));
  }
  return Object.assign(context, {
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: parsed(headers['lambda-runtime-client-context']),
    identity: parsed(headers['lambda-runtime-cognito-identity']),
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  });
}

function main() {
  log.install();
  streams.install();
  new Function().start();
}

module.exports = { main };
