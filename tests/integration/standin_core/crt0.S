    .section .text.crt0, "ax"
    .global _start
_start:
    movabsq $stack_top, %rsp
    xorl %ebp, %ebp
    movabsq $standin_main, %rax
    call *%rax
    ud2

    .section .bss.stack, "aw", @nobits
    .balign 16
    .skip 32 * 1024
stack_top:
