'use strict';
// Runs one function: see lib/function.js.
require('./lib/function').main();
