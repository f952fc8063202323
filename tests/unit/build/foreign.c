/* A shared library that knows nothing of Brume. */
__attribute__((visibility("default"))) int foreign_handler(void);
int foreign_handler(void) {
  return 7;
}
