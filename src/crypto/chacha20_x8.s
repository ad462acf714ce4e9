# Made by src/crypto/generate/chacha20_x8.py, which says how it works.
#
# void sigil_chacha20_x8(uint8_t* to, const uint8_t* from, size_t count, uint32_t state[16])
#
# Xors `count` >= 1 pieces of 512 bytes with the key stream. `state` as in RFC 8439, section 2.3; its counter moves on. `to` may be
# `from`.
.intel_syntax noprefix
.section .text
.globl sigil_chacha20_x8
.hidden sigil_chacha20_x8
.type sigil_chacha20_x8, @function
.p2align 6
sigil_chacha20_x8:
  .cfi_startproc
  push rbp
  .cfi_def_cfa_offset 16
  .cfi_offset rbp, -16
  mov rbp, rsp
  .cfi_def_cfa_register rbp
  sub rsp, 544
  and rsp, -32
.Lblocks:
  vpbroadcastd ymm0, [rcx + 0]
  vpbroadcastd ymm1, [rcx + 4]
  vpbroadcastd ymm2, [rcx + 8]
  vpbroadcastd ymm3, [rcx + 12]
  vpbroadcastd ymm4, [rcx + 16]
  vpbroadcastd ymm5, [rcx + 20]
  vpbroadcastd ymm6, [rcx + 24]
  vpbroadcastd ymm7, [rcx + 28]
  vpbroadcastd ymm8, [rcx + 32]
  vpbroadcastd ymm9, [rcx + 36]
  vpbroadcastd ymm10, [rcx + 40]
  vpbroadcastd ymm11, [rcx + 44]
  vpbroadcastd ymm12, [rcx + 48]
  vpbroadcastd ymm13, [rcx + 52]
  vpbroadcastd ymm14, [rcx + 56]
  vpbroadcastd ymm15, [rcx + 60]
  vpaddd ymm12, ymm12, [rip + .Lnumbers]
  mov eax, 10
  vmovdqa [rsp + 512], ymm10
.Lrounds:
  vpaddd ymm0, ymm0, ymm4; vpaddd ymm1, ymm1, ymm5; vpaddd ymm2, ymm2, ymm6; vpaddd ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddd ymm8, ymm12, ymm8; vpaddd ymm9, ymm13, ymm9; vpaddd ymm10, ymm14, [rsp + 512]; vpaddd ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpslld ymm8, ymm4, 12; vpsrld ymm4, ymm4, 20; vpxor ymm4, ymm4, ymm8
  vpslld ymm8, ymm5, 12; vpsrld ymm5, ymm5, 20; vpxor ymm5, ymm5, ymm8
  vpslld ymm8, ymm6, 12; vpsrld ymm6, ymm6, 20; vpxor ymm6, ymm6, ymm8
  vpslld ymm8, ymm7, 12; vpsrld ymm7, ymm7, 20; vpxor ymm7, ymm7, ymm8
  vpaddd ymm0, ymm0, ymm4; vpaddd ymm1, ymm1, ymm5; vpaddd ymm2, ymm2, ymm6; vpaddd ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate8]; vpshufb ymm13, ymm13, [rip + .Lrotate8]; vpshufb ymm14, ymm14, [rip + .Lrotate8]; vpshufb ymm15, ymm15, [rip + .Lrotate8]
  vpaddd ymm8, ymm12, [rsp + 512]; vpaddd ymm9, ymm13, ymm9; vpaddd ymm10, ymm14, ymm10; vpaddd ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpslld ymm8, ymm4, 7; vpsrld ymm4, ymm4, 25; vpxor ymm4, ymm4, ymm8
  vpslld ymm8, ymm5, 7; vpsrld ymm5, ymm5, 25; vpxor ymm5, ymm5, ymm8
  vpslld ymm8, ymm6, 7; vpsrld ymm6, ymm6, 25; vpxor ymm6, ymm6, ymm8
  vpslld ymm8, ymm7, 7; vpsrld ymm7, ymm7, 25; vpxor ymm7, ymm7, ymm8
  vpaddd ymm0, ymm0, ymm5; vpaddd ymm1, ymm1, ymm6; vpaddd ymm2, ymm2, ymm7; vpaddd ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddd ymm10, ymm15, ymm10; vpaddd ymm11, ymm12, ymm11; vpaddd ymm8, ymm13, [rsp + 512]; vpaddd ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpslld ymm10, ymm5, 12; vpsrld ymm5, ymm5, 20; vpxor ymm5, ymm5, ymm10
  vpslld ymm10, ymm6, 12; vpsrld ymm6, ymm6, 20; vpxor ymm6, ymm6, ymm10
  vpslld ymm10, ymm7, 12; vpsrld ymm7, ymm7, 20; vpxor ymm7, ymm7, ymm10
  vpslld ymm10, ymm4, 12; vpsrld ymm4, ymm4, 20; vpxor ymm4, ymm4, ymm10
  vpaddd ymm0, ymm0, ymm5; vpaddd ymm1, ymm1, ymm6; vpaddd ymm2, ymm2, ymm7; vpaddd ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate8]; vpshufb ymm12, ymm12, [rip + .Lrotate8]; vpshufb ymm13, ymm13, [rip + .Lrotate8]; vpshufb ymm14, ymm14, [rip + .Lrotate8]
  vpaddd ymm10, ymm15, [rsp + 512]; vpaddd ymm11, ymm12, ymm11; vpaddd ymm8, ymm13, ymm8; vpaddd ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpslld ymm10, ymm5, 7; vpsrld ymm5, ymm5, 25; vpxor ymm5, ymm5, ymm10
  vpslld ymm10, ymm6, 7; vpsrld ymm6, ymm6, 25; vpxor ymm6, ymm6, ymm10
  vpslld ymm10, ymm7, 7; vpsrld ymm7, ymm7, 25; vpxor ymm7, ymm7, ymm10
  vpslld ymm10, ymm4, 7; vpsrld ymm4, ymm4, 25; vpxor ymm4, ymm4, ymm10
  dec eax
  jnz .Lrounds
  vmovdqa ymm10, [rsp + 512]
  vmovdqa [rsp + 480], ymm15
  vpbroadcastd ymm15, [rcx + 0]
  vpaddd ymm0, ymm0, ymm15
  vmovdqa [rsp + 0], ymm0
  vpbroadcastd ymm15, [rcx + 4]
  vpaddd ymm1, ymm1, ymm15
  vmovdqa [rsp + 32], ymm1
  vpbroadcastd ymm15, [rcx + 8]
  vpaddd ymm2, ymm2, ymm15
  vmovdqa [rsp + 64], ymm2
  vpbroadcastd ymm15, [rcx + 12]
  vpaddd ymm3, ymm3, ymm15
  vmovdqa [rsp + 96], ymm3
  vpbroadcastd ymm15, [rcx + 16]
  vpaddd ymm4, ymm4, ymm15
  vmovdqa [rsp + 128], ymm4
  vpbroadcastd ymm15, [rcx + 20]
  vpaddd ymm5, ymm5, ymm15
  vmovdqa [rsp + 160], ymm5
  vpbroadcastd ymm15, [rcx + 24]
  vpaddd ymm6, ymm6, ymm15
  vmovdqa [rsp + 192], ymm6
  vpbroadcastd ymm15, [rcx + 28]
  vpaddd ymm7, ymm7, ymm15
  vmovdqa [rsp + 224], ymm7
  vpbroadcastd ymm15, [rcx + 32]
  vpaddd ymm8, ymm8, ymm15
  vmovdqa [rsp + 256], ymm8
  vpbroadcastd ymm15, [rcx + 36]
  vpaddd ymm9, ymm9, ymm15
  vmovdqa [rsp + 288], ymm9
  vpbroadcastd ymm15, [rcx + 40]
  vpaddd ymm10, ymm10, ymm15
  vmovdqa [rsp + 320], ymm10
  vpbroadcastd ymm15, [rcx + 44]
  vpaddd ymm11, ymm11, ymm15
  vmovdqa [rsp + 352], ymm11
  vpbroadcastd ymm15, [rcx + 48]
  vpaddd ymm12, ymm12, ymm15
  vpaddd ymm12, ymm12, [rip + .Lnumbers]
  vmovdqa [rsp + 384], ymm12
  vpbroadcastd ymm15, [rcx + 52]
  vpaddd ymm13, ymm13, ymm15
  vmovdqa [rsp + 416], ymm13
  vpbroadcastd ymm15, [rcx + 56]
  vpaddd ymm14, ymm14, ymm15
  vmovdqa [rsp + 448], ymm14
  vpbroadcastd ymm15, [rcx + 60]
  vpaddd ymm15, ymm15, [rsp + 480]
  vmovdqa [rsp + 480], ymm15
  vmovdqa ymm0, [rsp + 0]
  vmovdqa ymm1, [rsp + 32]
  vmovdqa ymm2, [rsp + 64]
  vmovdqa ymm3, [rsp + 96]
  vmovdqa ymm4, [rsp + 128]
  vmovdqa ymm5, [rsp + 160]
  vmovdqa ymm6, [rsp + 192]
  vmovdqa ymm7, [rsp + 224]
  vpunpckldq ymm8, ymm0, ymm1
  vpunpckhdq ymm9, ymm0, ymm1
  vpunpckldq ymm10, ymm2, ymm3
  vpunpckhdq ymm11, ymm2, ymm3
  vpunpckldq ymm12, ymm4, ymm5
  vpunpckhdq ymm13, ymm4, ymm5
  vpunpckldq ymm14, ymm6, ymm7
  vpunpckhdq ymm15, ymm6, ymm7
  vpunpcklqdq ymm0, ymm8, ymm10
  vpunpckhqdq ymm1, ymm8, ymm10
  vpunpcklqdq ymm2, ymm9, ymm11
  vpunpckhqdq ymm3, ymm9, ymm11
  vpunpcklqdq ymm4, ymm12, ymm14
  vpunpckhqdq ymm5, ymm12, ymm14
  vpunpcklqdq ymm6, ymm13, ymm15
  vpunpckhqdq ymm7, ymm13, ymm15
  vperm2i128 ymm8, ymm0, ymm4, 0x20
  vperm2i128 ymm12, ymm0, ymm4, 0x31
  vperm2i128 ymm9, ymm1, ymm5, 0x20
  vperm2i128 ymm13, ymm1, ymm5, 0x31
  vperm2i128 ymm10, ymm2, ymm6, 0x20
  vperm2i128 ymm14, ymm2, ymm6, 0x31
  vperm2i128 ymm11, ymm3, ymm7, 0x20
  vperm2i128 ymm15, ymm3, ymm7, 0x31
  vpxor ymm8, ymm8, [rsi + 0]
  vmovdqu [rdi + 0], ymm8
  vpxor ymm9, ymm9, [rsi + 64]
  vmovdqu [rdi + 64], ymm9
  vpxor ymm10, ymm10, [rsi + 128]
  vmovdqu [rdi + 128], ymm10
  vpxor ymm11, ymm11, [rsi + 192]
  vmovdqu [rdi + 192], ymm11
  vpxor ymm12, ymm12, [rsi + 256]
  vmovdqu [rdi + 256], ymm12
  vpxor ymm13, ymm13, [rsi + 320]
  vmovdqu [rdi + 320], ymm13
  vpxor ymm14, ymm14, [rsi + 384]
  vmovdqu [rdi + 384], ymm14
  vpxor ymm15, ymm15, [rsi + 448]
  vmovdqu [rdi + 448], ymm15
  vmovdqa ymm0, [rsp + 256]
  vmovdqa ymm1, [rsp + 288]
  vmovdqa ymm2, [rsp + 320]
  vmovdqa ymm3, [rsp + 352]
  vmovdqa ymm4, [rsp + 384]
  vmovdqa ymm5, [rsp + 416]
  vmovdqa ymm6, [rsp + 448]
  vmovdqa ymm7, [rsp + 480]
  vpunpckldq ymm8, ymm0, ymm1
  vpunpckhdq ymm9, ymm0, ymm1
  vpunpckldq ymm10, ymm2, ymm3
  vpunpckhdq ymm11, ymm2, ymm3
  vpunpckldq ymm12, ymm4, ymm5
  vpunpckhdq ymm13, ymm4, ymm5
  vpunpckldq ymm14, ymm6, ymm7
  vpunpckhdq ymm15, ymm6, ymm7
  vpunpcklqdq ymm0, ymm8, ymm10
  vpunpckhqdq ymm1, ymm8, ymm10
  vpunpcklqdq ymm2, ymm9, ymm11
  vpunpckhqdq ymm3, ymm9, ymm11
  vpunpcklqdq ymm4, ymm12, ymm14
  vpunpckhqdq ymm5, ymm12, ymm14
  vpunpcklqdq ymm6, ymm13, ymm15
  vpunpckhqdq ymm7, ymm13, ymm15
  vperm2i128 ymm8, ymm0, ymm4, 0x20
  vperm2i128 ymm12, ymm0, ymm4, 0x31
  vperm2i128 ymm9, ymm1, ymm5, 0x20
  vperm2i128 ymm13, ymm1, ymm5, 0x31
  vperm2i128 ymm10, ymm2, ymm6, 0x20
  vperm2i128 ymm14, ymm2, ymm6, 0x31
  vperm2i128 ymm11, ymm3, ymm7, 0x20
  vperm2i128 ymm15, ymm3, ymm7, 0x31
  vpxor ymm8, ymm8, [rsi + 32]
  vmovdqu [rdi + 32], ymm8
  vpxor ymm9, ymm9, [rsi + 96]
  vmovdqu [rdi + 96], ymm9
  vpxor ymm10, ymm10, [rsi + 160]
  vmovdqu [rdi + 160], ymm10
  vpxor ymm11, ymm11, [rsi + 224]
  vmovdqu [rdi + 224], ymm11
  vpxor ymm12, ymm12, [rsi + 288]
  vmovdqu [rdi + 288], ymm12
  vpxor ymm13, ymm13, [rsi + 352]
  vmovdqu [rdi + 352], ymm13
  vpxor ymm14, ymm14, [rsi + 416]
  vmovdqu [rdi + 416], ymm14
  vpxor ymm15, ymm15, [rsi + 480]
  vmovdqu [rdi + 480], ymm15
  add dword ptr [rcx + 48], 8
  add rsi, 512
  add rdi, 512
  dec rdx
  jnz .Lblocks
  vpxor xmm0, xmm0, xmm0
  vmovdqa [rsp + 0], ymm0
  vmovdqa [rsp + 32], ymm0
  vmovdqa [rsp + 64], ymm0
  vmovdqa [rsp + 96], ymm0
  vmovdqa [rsp + 128], ymm0
  vmovdqa [rsp + 160], ymm0
  vmovdqa [rsp + 192], ymm0
  vmovdqa [rsp + 224], ymm0
  vmovdqa [rsp + 256], ymm0
  vmovdqa [rsp + 288], ymm0
  vmovdqa [rsp + 320], ymm0
  vmovdqa [rsp + 352], ymm0
  vmovdqa [rsp + 384], ymm0
  vmovdqa [rsp + 416], ymm0
  vmovdqa [rsp + 448], ymm0
  vmovdqa [rsp + 480], ymm0
  vmovdqa [rsp + 512], ymm0
  vzeroall
  leave
  .cfi_def_cfa rsp, 8
  ret
  .cfi_endproc
.size sigil_chacha20_x8, . - sigil_chacha20_x8

.section .rodata
.p2align 5
.Lrotate16:
  .byte 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13
.Lrotate8:
  .byte 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14
.Lnumbers:
  .long 0, 1, 2, 3, 4, 5, 6, 7
.section .note.GNU-stack, "", @progbits
