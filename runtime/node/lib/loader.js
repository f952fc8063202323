'use strict';
// From the name of a handler to the function. Source: Lambda, "Define Lambda function handler in
// Node.js"; the texts of AWS's runtime interface client.

const fs = require('fs');
const Module = require('module');
const path = require('path');
const { pathToFileURL } = require('url');
const errors = require('./errors');

// Where the user's modules are looked for when they are no files beside the code.
function requireUser(file) {
  return require(file);
}

function isFile(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

// Whether the nearest package.json above makes a .js file an ES module.
function isModule(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const description = path.join(folder, 'package.json');
    if (isFile(description)) {
      try {
        return JSON.parse(fs.readFileSync(description, 'utf8')).type === 'module';
      } catch {
        return false;
      }
    }
    if (folder === path.dirname(folder)) return false;
  }
}

// AWS resolves imports of ES modules through NODE_PATH, too; Node.js alone does not.
function resolveThroughNodePath() {
  const folders = (process.env.NODE_PATH || '').split(':').filter((folder) => fs.existsSync(folder));
  if (folders.length === 0 || typeof Module.register !== 'function') return;
  const hook = `
    import { createRequire } from 'node:module';
    import { pathToFileURL } from 'node:url';
    const folders = ${JSON.stringify(folders)};
    export async function resolve(specifier, context, next) {
      try {
        return await next(specifier, context);
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND' || /^[./]|^[a-z]+:/.test(specifier)) throw error;
        for (const folder of folders) {
          try {
            const inside = pathToFileURL(folder + '/../index.js');
            return await next(specifier, { ...context, parentURL: inside.href });
          } catch {}
        }
        throw error;
      }
    }`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

async function importFile(file) {
  resolveThroughNodePath();
  return import(pathToFileURL(file).href);
}

async function load(root, moduleRoot, name) {
  const file = path.resolve(root, moduleRoot, name);
  if (isFile(file)) return requireUser(file);
  if (isFile(`${file}.js`)) {
    return isModule(`${file}.js`) ? importFile(`${file}.js`) : requireUser(`${file}.js`);
  }
  if (isFile(`${file}.mjs`)) return importFile(`${file}.mjs`);
  if (isFile(`${file}.cjs`)) return requireUser(`${file}.cjs`);
  const found = require.resolve(name, { paths: [root, path.join(root, moduleRoot)] });
  return requireUser(found);
}

function split(handler) {
  if (handler.includes('..')) {
    throw new errors.MalformedHandlerName(`'${handler}' is not a valid handler name. Use absolute ` +
      'paths when specifying root directories in handler names.');
  }
  const base = path.basename(handler);
  const found = /^([^.]*)\.(.*)$/.exec(base);
  if (found === null) throw new errors.MalformedHandlerName('Bad handler');
  return { folder: handler.slice(0, handler.length - base.length), file: found[1], names: found[2] };
}

// The function that `handler` leads to. Throws one of AWS's errors, or what the code itself throws.
async function find(root, handler) {
  const { folder, file, names } = split(handler);
  let loaded;
  try {
    loaded = await load(root, folder, file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new errors.UserCodeSyntaxError(error.toString());
    if (error?.code === 'MODULE_NOT_FOUND') throw new errors.ImportModuleError(error.toString());
    throw error;
  }
  const found = names.split('.').reduce((inside, name) => inside && inside[name], loaded);
  if (!found) throw new errors.HandlerNotFound(`${file}.${names} is undefined or not exported`);
  if (typeof found !== 'function') {
    throw new errors.HandlerNotFound(`${file}.${names} is not a function`);
  }
  return found;
}

module.exports = { find };
