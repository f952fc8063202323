// The texts of schema.h, as they are, among the constants of the program.
        .section .rodata

#define TEXT(name, file)                    \
        .global brume_##name##_begin;       \
        .global brume_##name##_end;         \
brume_##name##_begin:                       \
        .incbin file;                       \
brume_##name##_end:

TEXT(cloudformation, "cloudformation.txt")
TEXT(sam, "sam.txt")
TEXT(limits, "limits.txt")

        .section .note.GNU-stack, "", %progbits
