/* Entries of all exceptions and of system calls (int 0x80), and the way to ring 3. */

    .text

    /* The frame is struct Frame in trap.cpp. */
    .macro entry vector
    .balign 16
    .if (\vector == 8) || ((\vector >= 10) && (\vector <= 14)) || (\vector == 17) || (\vector == 21) || (\vector == 29) || (\vector == 30)
    /* the processor has pushed an error code */
    .else
    pushq $0
    .endif
    pushq $\vector
    jmp enter
    .endm

    .balign 16
    .global exception_entries
exception_entries:
    .set number, 0
    .rept 32
    entry number
    .set number, number + 1
    .endr

    .global system_call_entry
    .balign 16
system_call_entry:
    pushq $0
    pushq $0x80

enter:
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    cld
    movq %rsp, %rdi
    call handle_trap
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp
    iretq

    /* enter_user(entry, argument): never returns. Interrupts stay off, there is no stack. */
    .global enter_user
enter_user:
    pushq $0x1b           /* user data */
    pushq $0
    pushq $2              /* RFLAGS */
    pushq $0x23           /* user code */
    pushq %rdi
    movq %rsi, %rdi
    xorl %eax, %eax
    xorl %ebx, %ebx
    xorl %ecx, %ecx
    xorl %edx, %edx
    xorl %esi, %esi
    xorl %ebp, %ebp
    xorl %r8d, %r8d
    xorl %r9d, %r9d
    xorl %r10d, %r10d
    xorl %r11d, %r11d
    xorl %r12d, %r12d
    xorl %r13d, %r13d
    xorl %r14d, %r14d
    xorl %r15d, %r15d
    iretq

    .section .note.GNU-stack, "", @progbits
