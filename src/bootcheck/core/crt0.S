/* Core's entry: the kernel gives no stack. RDI is the information page. */
    .section .text.crt0, "ax"
    .global _start
_start:
    leaq stack_top(%rip), %rsp
    xorl %ebp, %ebp
    call core_main
    ud2

    /* struct Layout: each boundary symbol is one word here, whatever compiler and linker do to code. */
    .data
    .balign 8
    .global core_layout
core_layout:
    .quad _boot_modules_headers_begin, _boot_modules_headers_end
    .quad _boot_modules_binaries_begin, _boot_modules_binaries_end
    .quad _prog_img_beg, _prog_img_end

    .bss
    .balign 16
    .skip 32 * 1024
stack_top:

    .section .note.GNU-stack, "", @progbits
