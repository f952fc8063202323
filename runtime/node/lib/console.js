'use strict';
// console.log() and its like as AWS writes them: text or JSON, framed or on standard output.
//
// A frame is one event of the log, however many lines it has: a 32-bit type, a 32-bit length,
// microseconds in 64 bits, the text; big-endian.

const fs = require('fs');
const util = require('util');
const { asError, isError, stackLines, withErrors, withStackTraces } = require('./errors');

const TEXT_FRAME = 0xa55a0003;
const JSON_FRAME = 0xa55a0002;
const LEVELS = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 };
const METHODS = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN',
  error: 'ERROR', fatal: 'FATAL' };
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

let requestId;
let frames = null; // a descriptor
const json = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON';

// The pipe may be full, and be one that does not wait.
function writeAll(descriptor, data) {
  for (let at = 0; at < data.length;) {
    try {
      at += fs.writeSync(descriptor, data, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
      Atomics.wait(PAUSE, 0, 0, 1);
    }
  }
}

function writeEvent(level, text, time) {
  if (frames === null) {
    process.stdout.write((json ? text : text.replaceAll('\n', '\r')) + '\n');
    return;
  }
  const size = Buffer.byteLength(text) + (json ? 0 : 1);
  const data = Buffer.allocUnsafe(16 + size);
  data.writeUInt32BE(((json ? JSON_FRAME : TEXT_FRAME) | (LEVELS[level] << 2)) >>> 0, 0);
  data.writeUInt32BE(size, 4);
  data.writeBigUInt64BE(BigInt(time.getTime()) * 1000n, 8);
  data.write(json ? text : text + '\n', 16);
  writeAll(frames, data);
}

function jsonLine(level, time, values) {
  const record = { timestamp: time.toISOString(), level, requestId };
  if (values.length === 1) {
    record.message = values[0];
    try {
      return JSON.stringify(record, withStackTraces);
    } catch {
      record.message = util.format(values[0]);
      return JSON.stringify(record);
    }
  }
  record.message = util.format(...values);
  const error = values.find(isError);
  if (error !== undefined) {
    record.errorType = error.name || 'UnknownError';
    record.errorMessage = error.message;
    record.stackTrace = stackLines(error.stack);
  }
  return JSON.stringify(record);
}

function write(level, values) {
  const time = new Date();
  if (json) return writeEvent(level, jsonLine(level, time, values), time);
  writeEvent(level, `${time.toISOString()}\t${requestId}\t${level}\t${util.format(...values)}`, time);
}

// What ended an invocation, or the initialisation. `what`: "Invoke Error".
function logError(what, error) {
  if (json) return write('ERROR', [asError(error)]);
  write('ERROR', [what, `\t${JSON.stringify(asError(error), withErrors)}`]);
}

function install() {
  if (process.env._LAMBDA_TELEMETRY_LOG_FD !== undefined) {
    frames = Number(process.env._LAMBDA_TELEMETRY_LOG_FD);
    delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  }
  const least = json ? LEVELS[(process.env.AWS_LAMBDA_LOG_LEVEL || '').toUpperCase()] || 0 : 0;
  for (const [method, level] of Object.entries(METHODS)) {
    console[method] = LEVELS[level] < least ? () => {} : (...values) => write(level, values);
  }
}

module.exports = { install, logError, setRequestId: (id) => { requestId = id; } };
