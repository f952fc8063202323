'use strict';
// Errors as AWS's error objects, and as log lines.

const util = require('util');

function named(name) {
  return class extends Error {
    constructor(message) {
      super(message);
      Object.defineProperty(this, 'name', { value: name });
    }
  };
}

const MalformedHandlerName = named('Runtime.MalformedHandlerName');
const HandlerNotFound = named('Runtime.HandlerNotFound');
const ImportModuleError = named('Runtime.ImportModuleError');
const UserCodeSyntaxError = named('Runtime.UserCodeSyntaxError');
const InvalidStreamingOperation = named('Runtime.InvalidStreamingOperation');

class UnhandledPromiseRejection extends Error {
  constructor(reason, promise) {
    super(reason === undefined || reason === null ? String(reason) : reason.toString());
    this.reason = reason;
    this.promise = promise;
    Object.defineProperty(this, 'name', { value: 'Runtime.UnhandledPromiseRejection' });
  }
}

function isError(value) {
  return util.types.isNativeError(value) ||
    (value !== null && typeof value === 'object' && value.name !== undefined &&
      value.message !== undefined && value.stack !== undefined);
}

function stackLines(stack) {
  return typeof stack === 'string' ? stack.split('\n') : [];
}

// What the caller gets.
function errorObject(error) {
  try {
    if (isError(error)) {
      return {
        errorType: String(error.name).replaceAll('\x7F', '%7F'),
        errorMessage: String(error.message).replaceAll('\x7F', '%7F'),
        trace: stackLines(error.stack),
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage: 'callback called with Error argument, but there was a problem while retrieving ' +
        'one or more of its message, name, and stack',
      trace: [],
    };
  }
}

// Lambda-Runtime-Function-XRay-Error-Cause.
function causeHeader(error) {
  const frames = [];
  if (isError(error)) {
    for (const line of stackLines(error.stack).slice(1)) {
      const found = /^\s*at (?:(.*) \()?(.*?):(\d+)(?::\d+)?\)?$/.exec(line);
      if (found) frames.push({ path: found[2], line: Number(found[3]), label: found[1] || 'anonymous' });
    }
  }
  const exception = isError(error)
    ? { type: error.name, message: error.message, stack: frames } : { stack: [] };
  const cause = JSON.stringify({
    working_directory: process.cwd(),
    exceptions: [exception],
    paths: [...new Set(frames.map((frame) => frame.path))],
  });
  // A header is Latin-1.
  const ascii = cause.replace(/[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return ascii.length < 1 << 20 ? `Lambda-Runtime-Function-XRay-Error-Cause: ${ascii}\r\n` : '';
}

function asError(value) {
  return value instanceof Error ? value : new Error(value);
}

// As JSON.stringify's replacer: errors with all they have.
function withErrors(_key, value) {
  if (!(value instanceof Error)) return value;
  return {
    errorType: value.name,
    errorMessage: value.message,
    code: value.code,
    ...value,
    stack: typeof value.stack === 'string' ? value.stack.split('\n') : value.stack,
  };
}

// The same for JSON logs, where the stack has another name and another place.
function withStackTraces(_key, value) {
  if (!(value instanceof Error)) return typeof value === 'bigint' ? value.toString() : value;
  return {
    errorType: value.name || 'UnknownError',
    errorMessage: value.message,
    stackTrace: stackLines(value.stack),
    ...value,
  };
}

module.exports = {
  MalformedHandlerName, HandlerNotFound, ImportModuleError, UserCodeSyntaxError,
  InvalidStreamingOperation, UnhandledPromiseRejection,
  asError, causeHeader, errorObject, isError, stackLines, withErrors, withStackTraces,
};
