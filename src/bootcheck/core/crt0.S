/* Core's entry: the kernel gives no stack. RDI is the information page. */
    .section .text.crt0, "ax"
    .global _start
_start:
    leaq stack_top(%rip), %rsp
    xorl %ebp, %ebp
    call core_main
    ud2

    .bss
    .balign 16
    .skip 64 * 1024
stack_top:

    .section .note.GNU-stack, "", @progbits
