/* From GRUB's 32-bit state (multiboot2, section 3.3) to kernel_main in 64-bit mode.
 *
 * Page tables: the first 4 GiB of physical memory at 0 (for the jump, dropped later) and at
 * 0xffff800000000000 (the direct map), the first of them at 0xffffffff80000000 (the kernel). */

#define HIGH(symbol) (symbol - 0xffffffff80000000)

#define COM1 0x3f8
#define EXIT_PORT 0xf4
#define EXIT_FAIL 0x11

#define MULTIBOOT2_BOOTLOADER_MAGIC 0x36d76289
#define EFER 0xc0000080
#define EFER_LME_NXE 0x900
#define CR0_PG_WP 0x80010000
#define CR4_PAE 0x20
#define FEATURES_LM_NX 0x20100000

    .section .multiboot2, "a"
    .balign 8
header:
    .long 0xe85250d6, 0, header_end - header, -(0xe85250d6 + header_end - header)
    /* modules on page boundaries */
    .short 6, 0
    .long 8
    /* end */
    .short 0, 0
    .long 8
header_end:

    .section .boot, "ax"
    .code32
    .global _start
_start:
    cli
    cld
    movl $HIGH(kernel_stack_top), %esp
    movl %eax, %ebp
    movl %ebx, %edi

    /* 115200 baud, 8N1, queues on, no interrupts */
    movl $serial_settings, %esi
1:  movzwl (%esi), %edx
    movb 2(%esi), %al
    outb %al, %dx
    addl $3, %esi
    cmpl $serial_settings_end, %esi
    jne 1b

    movl $not_multiboot2, %esi
    cmpl $MULTIBOOT2_BOOTLOADER_MAGIC, %ebp
    jne fail

    movl $processor_too_old, %esi
    movl $0x80000000, %eax
    cpuid
    cmpl $0x80000001, %eax
    jb fail
    movl $0x80000001, %eax
    cpuid
    andl $FEATURES_LM_NX, %edx
    cmpl $FEATURES_LM_NX, %edx
    jne fail
    /* cpuid has overwritten EBX; the boot information is still in EDI */

    /* 2048 entries of 2 MiB: present, writable, large */
    movl $HIGH(boot_directories), %ebx
    movl $0x83, %eax
    xorl %edx, %edx
2:  movl %eax, (%ebx)
    addl $8, %ebx
    addl $0x200000, %eax
    jnc 2b

    movl $HIGH(boot_directories) + 3, %eax
    movl $HIGH(boot_pointers), %ebx
    movl $4, %ecx
3:  movl %eax, (%ebx)
    addl $8, %ebx
    addl $0x1000, %eax
    loop 3b

    movl $HIGH(boot_directories) + 3, HIGH(boot_kernel_pointers) + 8 * 510
    movl $HIGH(boot_pointers) + 3, HIGH(root_table)
    movl $HIGH(boot_pointers) + 3, HIGH(root_table) + 8 * 256
    movl $HIGH(boot_kernel_pointers) + 3, HIGH(root_table) + 8 * 511

    movl $HIGH(root_table), %eax
    movl %eax, %cr3
    movl %cr4, %eax
    orl $CR4_PAE, %eax
    movl %eax, %cr4
    movl $EFER, %ecx
    rdmsr
    orl $EFER_LME_NXE, %eax
    wrmsr
    movl %cr0, %eax
    orl $CR0_PG_WP, %eax
    movl %eax, %cr0
    lgdt boot_gdt_pointer
    ljmp $8, $in_long_mode

    /* ESI: text of the last line */
fail:
4:  movb (%esi), %bl
    testb %bl, %bl
    jz 6f
    movw $COM1 + 5, %dx
5:  inb %dx, %al
    testb $0x20, %al
    jz 5b
    movb %bl, %al
    movw $COM1, %dx
    outb %al, %dx
    incl %esi
    jmp 4b
6:  movw $COM1 + 5, %dx
    inb %dx, %al
    testb $0x40, %al
    jz 6b
    movb $EXIT_FAIL, %al
    outb %al, $EXIT_PORT
7:  hlt
    jmp 7b

    .code64
in_long_mode:
    xorl %eax, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl %eax, %fs
    movl %eax, %gs
    movq $kernel_stack_top, %rsp
    movl %edi, %edi
    movabsq $kernel_main, %rax
    xorl %ebp, %ebp
    call *%rax
    ud2

    .balign 8
boot_gdt:
    .quad 0, 0x00209a0000000000
boot_gdt_pointer:
    .short . - boot_gdt - 1
    .long boot_gdt

serial_settings:
    .macro setting register, value
    .short COM1 + \register
    .byte \value
    .endm
    setting 1, 0x00
    setting 3, 0x80
    setting 0, 0x01
    setting 1, 0x00
    setting 3, 0x03
    setting 2, 0xc7
    setting 4, 0x03
serial_settings_end:

not_multiboot2:
    .asciz "bootcheck: FAIL kernel: not started by a multiboot2 loader\n"
processor_too_old:
    .asciz "bootcheck: FAIL kernel: processor without 64-bit mode or execute-disable\n"

    .bss
    .balign 4096
    .global root_table
root_table:
    .skip 4096
boot_kernel_pointers:
    .skip 4096
boot_pointers:
    .skip 4096
boot_directories:
    .skip 4 * 4096
kernel_stack:
    .skip 4 * 4096
    .global kernel_stack_top
kernel_stack_top:

    .section .note.GNU-stack, "", @progbits
