# Made by src/crypto/generate/blake2b_x4.py, which says how it works.
#
# void sigil_blake2b_x4(uint64_t state[8][4], const uint8_t* const messages[4], size_t blocks,
#                       uint64_t offsets[4], uint32_t is_last)
#
# Compresses `blocks` >= 1 blocks of 128 bytes of each message. `offsets`: bytes compressed before, and after. With `is_last`
# 1 the last of them ends the message.
.intel_syntax noprefix
.section .text
.globl sigil_blake2b_x4
.hidden sigil_blake2b_x4
.type sigil_blake2b_x4, @function
.p2align 6
sigil_blake2b_x4:
  .cfi_startproc
  push rbp
  .cfi_def_cfa_offset 16
  .cfi_offset rbp, -16
  mov rbp, rsp
  .cfi_def_cfa_register rbp
  sub rsp, 544
  and rsp, -32
  mov eax, r8d
  mov r8, [rsi + 0]
  mov r9, [rsi + 8]
  mov r10, [rsi + 16]
  mov r11, [rsi + 24]
  neg rax
.Lblock:
  vmovdqu xmm0, [r8 + 0]; vmovdqu xmm1, [r9 + 0]
  vinserti128 ymm0, ymm0, [r10 + 0], 1; vinserti128 ymm1, ymm1, [r11 + 0], 1
  vpunpcklqdq ymm8, ymm0, ymm1; vpunpckhqdq ymm9, ymm0, ymm1
  vmovdqa [rsp + 0], ymm8; vmovdqa [rsp + 32], ymm9
  vmovdqu xmm2, [r8 + 16]; vmovdqu xmm3, [r9 + 16]
  vinserti128 ymm2, ymm2, [r10 + 16], 1; vinserti128 ymm3, ymm3, [r11 + 16], 1
  vpunpcklqdq ymm10, ymm2, ymm3; vpunpckhqdq ymm11, ymm2, ymm3
  vmovdqa [rsp + 64], ymm10; vmovdqa [rsp + 96], ymm11
  vmovdqu xmm4, [r8 + 32]; vmovdqu xmm5, [r9 + 32]
  vinserti128 ymm4, ymm4, [r10 + 32], 1; vinserti128 ymm5, ymm5, [r11 + 32], 1
  vpunpcklqdq ymm12, ymm4, ymm5; vpunpckhqdq ymm13, ymm4, ymm5
  vmovdqa [rsp + 128], ymm12; vmovdqa [rsp + 160], ymm13
  vmovdqu xmm6, [r8 + 48]; vmovdqu xmm7, [r9 + 48]
  vinserti128 ymm6, ymm6, [r10 + 48], 1; vinserti128 ymm7, ymm7, [r11 + 48], 1
  vpunpcklqdq ymm14, ymm6, ymm7; vpunpckhqdq ymm15, ymm6, ymm7
  vmovdqa [rsp + 192], ymm14; vmovdqa [rsp + 224], ymm15
  vmovdqu xmm0, [r8 + 64]; vmovdqu xmm1, [r9 + 64]
  vinserti128 ymm0, ymm0, [r10 + 64], 1; vinserti128 ymm1, ymm1, [r11 + 64], 1
  vpunpcklqdq ymm8, ymm0, ymm1; vpunpckhqdq ymm9, ymm0, ymm1
  vmovdqa [rsp + 256], ymm8; vmovdqa [rsp + 288], ymm9
  vmovdqu xmm2, [r8 + 80]; vmovdqu xmm3, [r9 + 80]
  vinserti128 ymm2, ymm2, [r10 + 80], 1; vinserti128 ymm3, ymm3, [r11 + 80], 1
  vpunpcklqdq ymm10, ymm2, ymm3; vpunpckhqdq ymm11, ymm2, ymm3
  vmovdqa [rsp + 320], ymm10; vmovdqa [rsp + 352], ymm11
  vmovdqu xmm4, [r8 + 96]; vmovdqu xmm5, [r9 + 96]
  vinserti128 ymm4, ymm4, [r10 + 96], 1; vinserti128 ymm5, ymm5, [r11 + 96], 1
  vpunpcklqdq ymm12, ymm4, ymm5; vpunpckhqdq ymm13, ymm4, ymm5
  vmovdqa [rsp + 384], ymm12; vmovdqa [rsp + 416], ymm13
  vmovdqu xmm6, [r8 + 112]; vmovdqu xmm7, [r9 + 112]
  vinserti128 ymm6, ymm6, [r10 + 112], 1; vinserti128 ymm7, ymm7, [r11 + 112], 1
  vpunpcklqdq ymm14, ymm6, ymm7; vpunpckhqdq ymm15, ymm6, ymm7
  vmovdqa [rsp + 448], ymm14; vmovdqa [rsp + 480], ymm15
  vmovdqu ymm12, [rcx]
  vpaddq ymm12, ymm12, [rip + .Lblock_length]
  vmovdqu [rcx], ymm12
  xor esi, esi
  cmp rdx, 1
  cmove rsi, rax
  vmovq xmm14, rsi
  vpbroadcastq ymm14, xmm14
  vmovdqu ymm1, [rdi + 32]
  vmovdqu ymm2, [rdi + 64]
  vmovdqu ymm3, [rdi + 96]
  vmovdqu ymm4, [rdi + 128]
  vmovdqu ymm5, [rdi + 160]
  vmovdqu ymm6, [rdi + 192]
  vmovdqu ymm7, [rdi + 224]
  vpbroadcastq ymm8, [rip + .Linitial + 0]
  vpbroadcastq ymm9, [rip + .Linitial + 8]
  vpbroadcastq ymm10, [rip + .Linitial + 16]
  vpbroadcastq ymm11, [rip + .Linitial + 24]
  vpbroadcastq ymm13, [rip + .Linitial + 40]
  vpbroadcastq ymm15, [rip + .Linitial + 56]
  vpbroadcastq ymm0, [rip + .Linitial + 32]
  vpxor ymm12, ymm12, ymm0
  vpbroadcastq ymm0, [rip + .Linitial + 48]
  vpxor ymm14, ymm14, ymm0
  vmovdqu ymm0, [rdi]
  vpaddq ymm0, ymm0, [rsp + 0]; vpaddq ymm1, ymm1, [rsp + 64]; vpaddq ymm2, ymm2, [rsp + 128]; vpaddq ymm3, ymm3, [rsp + 192]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, ymm10; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 32]; vpaddq ymm1, ymm1, [rsp + 96]; vpaddq ymm2, ymm2, [rsp + 160]; vpaddq ymm3, ymm3, [rsp + 224]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 256]; vpaddq ymm1, ymm1, [rsp + 320]; vpaddq ymm2, ymm2, [rsp + 384]; vpaddq ymm3, ymm3, [rsp + 448]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 288]; vpaddq ymm1, ymm1, [rsp + 352]; vpaddq ymm2, ymm2, [rsp + 416]; vpaddq ymm3, ymm3, [rsp + 480]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 448]; vpaddq ymm1, ymm1, [rsp + 128]; vpaddq ymm2, ymm2, [rsp + 288]; vpaddq ymm3, ymm3, [rsp + 416]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 320]; vpaddq ymm1, ymm1, [rsp + 256]; vpaddq ymm2, ymm2, [rsp + 480]; vpaddq ymm3, ymm3, [rsp + 192]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 32]; vpaddq ymm1, ymm1, [rsp + 0]; vpaddq ymm2, ymm2, [rsp + 352]; vpaddq ymm3, ymm3, [rsp + 160]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 384]; vpaddq ymm1, ymm1, [rsp + 64]; vpaddq ymm2, ymm2, [rsp + 224]; vpaddq ymm3, ymm3, [rsp + 96]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 352]; vpaddq ymm1, ymm1, [rsp + 384]; vpaddq ymm2, ymm2, [rsp + 160]; vpaddq ymm3, ymm3, [rsp + 480]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 256]; vpaddq ymm1, ymm1, [rsp + 0]; vpaddq ymm2, ymm2, [rsp + 64]; vpaddq ymm3, ymm3, [rsp + 416]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 320]; vpaddq ymm1, ymm1, [rsp + 96]; vpaddq ymm2, ymm2, [rsp + 224]; vpaddq ymm3, ymm3, [rsp + 288]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 448]; vpaddq ymm1, ymm1, [rsp + 192]; vpaddq ymm2, ymm2, [rsp + 32]; vpaddq ymm3, ymm3, [rsp + 128]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 224]; vpaddq ymm1, ymm1, [rsp + 96]; vpaddq ymm2, ymm2, [rsp + 416]; vpaddq ymm3, ymm3, [rsp + 352]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 288]; vpaddq ymm1, ymm1, [rsp + 32]; vpaddq ymm2, ymm2, [rsp + 384]; vpaddq ymm3, ymm3, [rsp + 448]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 64]; vpaddq ymm1, ymm1, [rsp + 160]; vpaddq ymm2, ymm2, [rsp + 128]; vpaddq ymm3, ymm3, [rsp + 480]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 192]; vpaddq ymm1, ymm1, [rsp + 320]; vpaddq ymm2, ymm2, [rsp + 0]; vpaddq ymm3, ymm3, [rsp + 256]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 288]; vpaddq ymm1, ymm1, [rsp + 160]; vpaddq ymm2, ymm2, [rsp + 64]; vpaddq ymm3, ymm3, [rsp + 320]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 0]; vpaddq ymm1, ymm1, [rsp + 224]; vpaddq ymm2, ymm2, [rsp + 128]; vpaddq ymm3, ymm3, [rsp + 480]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 448]; vpaddq ymm1, ymm1, [rsp + 352]; vpaddq ymm2, ymm2, [rsp + 192]; vpaddq ymm3, ymm3, [rsp + 96]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 32]; vpaddq ymm1, ymm1, [rsp + 384]; vpaddq ymm2, ymm2, [rsp + 256]; vpaddq ymm3, ymm3, [rsp + 416]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 64]; vpaddq ymm1, ymm1, [rsp + 192]; vpaddq ymm2, ymm2, [rsp + 0]; vpaddq ymm3, ymm3, [rsp + 256]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 384]; vpaddq ymm1, ymm1, [rsp + 320]; vpaddq ymm2, ymm2, [rsp + 352]; vpaddq ymm3, ymm3, [rsp + 96]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 128]; vpaddq ymm1, ymm1, [rsp + 224]; vpaddq ymm2, ymm2, [rsp + 480]; vpaddq ymm3, ymm3, [rsp + 32]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 416]; vpaddq ymm1, ymm1, [rsp + 160]; vpaddq ymm2, ymm2, [rsp + 448]; vpaddq ymm3, ymm3, [rsp + 288]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 384]; vpaddq ymm1, ymm1, [rsp + 32]; vpaddq ymm2, ymm2, [rsp + 448]; vpaddq ymm3, ymm3, [rsp + 128]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 160]; vpaddq ymm1, ymm1, [rsp + 480]; vpaddq ymm2, ymm2, [rsp + 416]; vpaddq ymm3, ymm3, [rsp + 320]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 0]; vpaddq ymm1, ymm1, [rsp + 192]; vpaddq ymm2, ymm2, [rsp + 288]; vpaddq ymm3, ymm3, [rsp + 256]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 224]; vpaddq ymm1, ymm1, [rsp + 96]; vpaddq ymm2, ymm2, [rsp + 64]; vpaddq ymm3, ymm3, [rsp + 352]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 416]; vpaddq ymm1, ymm1, [rsp + 224]; vpaddq ymm2, ymm2, [rsp + 384]; vpaddq ymm3, ymm3, [rsp + 96]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 352]; vpaddq ymm1, ymm1, [rsp + 448]; vpaddq ymm2, ymm2, [rsp + 32]; vpaddq ymm3, ymm3, [rsp + 288]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 160]; vpaddq ymm1, ymm1, [rsp + 480]; vpaddq ymm2, ymm2, [rsp + 256]; vpaddq ymm3, ymm3, [rsp + 64]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 0]; vpaddq ymm1, ymm1, [rsp + 128]; vpaddq ymm2, ymm2, [rsp + 192]; vpaddq ymm3, ymm3, [rsp + 320]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 192]; vpaddq ymm1, ymm1, [rsp + 448]; vpaddq ymm2, ymm2, [rsp + 352]; vpaddq ymm3, ymm3, [rsp + 0]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 480]; vpaddq ymm1, ymm1, [rsp + 288]; vpaddq ymm2, ymm2, [rsp + 96]; vpaddq ymm3, ymm3, [rsp + 256]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 384]; vpaddq ymm1, ymm1, [rsp + 416]; vpaddq ymm2, ymm2, [rsp + 32]; vpaddq ymm3, ymm3, [rsp + 320]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 64]; vpaddq ymm1, ymm1, [rsp + 224]; vpaddq ymm2, ymm2, [rsp + 128]; vpaddq ymm3, ymm3, [rsp + 160]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 320]; vpaddq ymm1, ymm1, [rsp + 256]; vpaddq ymm2, ymm2, [rsp + 224]; vpaddq ymm3, ymm3, [rsp + 32]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 64]; vpaddq ymm1, ymm1, [rsp + 128]; vpaddq ymm2, ymm2, [rsp + 192]; vpaddq ymm3, ymm3, [rsp + 160]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 480]; vpaddq ymm1, ymm1, [rsp + 288]; vpaddq ymm2, ymm2, [rsp + 96]; vpaddq ymm3, ymm3, [rsp + 416]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 352]; vpaddq ymm1, ymm1, [rsp + 448]; vpaddq ymm2, ymm2, [rsp + 384]; vpaddq ymm3, ymm3, [rsp + 0]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 0]; vpaddq ymm1, ymm1, [rsp + 64]; vpaddq ymm2, ymm2, [rsp + 128]; vpaddq ymm3, ymm3, [rsp + 192]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 32]; vpaddq ymm1, ymm1, [rsp + 96]; vpaddq ymm2, ymm2, [rsp + 160]; vpaddq ymm3, ymm3, [rsp + 224]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 256]; vpaddq ymm1, ymm1, [rsp + 320]; vpaddq ymm2, ymm2, [rsp + 384]; vpaddq ymm3, ymm3, [rsp + 448]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 288]; vpaddq ymm1, ymm1, [rsp + 352]; vpaddq ymm2, ymm2, [rsp + 416]; vpaddq ymm3, ymm3, [rsp + 480]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vpaddq ymm0, ymm0, [rsp + 448]; vpaddq ymm1, ymm1, [rsp + 128]; vpaddq ymm2, ymm2, [rsp + 288]; vpaddq ymm3, ymm3, [rsp + 416]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1; vpshufd ymm15, ymm15, 0xb1
  vpaddq ymm8, ymm12, ymm8; vpaddq ymm9, ymm13, ymm9; vpaddq ymm10, ymm14, [rsp + 512]; vpaddq ymm11, ymm15, ymm11
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vpshufb ymm4, ymm4, [rip + .Lrotate24]; vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 320]; vpaddq ymm1, ymm1, [rsp + 256]; vpaddq ymm2, ymm2, [rsp + 480]; vpaddq ymm3, ymm3, [rsp + 192]
  vpaddq ymm0, ymm0, ymm4; vpaddq ymm1, ymm1, ymm5; vpaddq ymm2, ymm2, ymm6; vpaddq ymm3, ymm3, ymm7
  vpxor ymm12, ymm12, ymm0; vpxor ymm13, ymm13, ymm1; vpxor ymm14, ymm14, ymm2; vpxor ymm15, ymm15, ymm3
  vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]; vpshufb ymm15, ymm15, [rip + .Lrotate16]
  vpaddq ymm8, ymm8, ymm12; vpaddq ymm9, ymm9, ymm13; vpaddq ymm10, ymm10, ymm14; vpaddq ymm11, ymm11, ymm15
  vpxor ymm4, ymm4, ymm8; vpxor ymm5, ymm5, ymm9; vpxor ymm6, ymm6, ymm10; vpxor ymm7, ymm7, ymm11
  vmovdqa [rsp + 512], ymm8
  vpsrlq ymm8, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm8
  vpsrlq ymm8, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm8
  vpsrlq ymm8, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm8
  vpsrlq ymm8, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm8
  vpaddq ymm0, ymm0, [rsp + 32]; vpaddq ymm1, ymm1, [rsp + 0]; vpaddq ymm2, ymm2, [rsp + 352]; vpaddq ymm3, ymm3, [rsp + 160]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufd ymm15, ymm15, 0xb1; vpshufd ymm12, ymm12, 0xb1; vpshufd ymm13, ymm13, 0xb1; vpshufd ymm14, ymm14, 0xb1
  vpaddq ymm10, ymm15, ymm10; vpaddq ymm11, ymm12, ymm11; vpaddq ymm8, ymm13, [rsp + 512]; vpaddq ymm9, ymm14, ymm9
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vpshufb ymm5, ymm5, [rip + .Lrotate24]; vpshufb ymm6, ymm6, [rip + .Lrotate24]; vpshufb ymm7, ymm7, [rip + .Lrotate24]; vpshufb ymm4, ymm4, [rip + .Lrotate24]
  vpaddq ymm0, ymm0, [rsp + 384]; vpaddq ymm1, ymm1, [rsp + 64]; vpaddq ymm2, ymm2, [rsp + 224]; vpaddq ymm3, ymm3, [rsp + 96]
  vpaddq ymm0, ymm0, ymm5; vpaddq ymm1, ymm1, ymm6; vpaddq ymm2, ymm2, ymm7; vpaddq ymm3, ymm3, ymm4
  vpxor ymm15, ymm15, ymm0; vpxor ymm12, ymm12, ymm1; vpxor ymm13, ymm13, ymm2; vpxor ymm14, ymm14, ymm3
  vpshufb ymm15, ymm15, [rip + .Lrotate16]; vpshufb ymm12, ymm12, [rip + .Lrotate16]; vpshufb ymm13, ymm13, [rip + .Lrotate16]; vpshufb ymm14, ymm14, [rip + .Lrotate16]
  vpaddq ymm10, ymm10, ymm15; vpaddq ymm11, ymm11, ymm12; vpaddq ymm8, ymm8, ymm13; vpaddq ymm9, ymm9, ymm14
  vpxor ymm5, ymm5, ymm10; vpxor ymm6, ymm6, ymm11; vpxor ymm7, ymm7, ymm8; vpxor ymm4, ymm4, ymm9
  vmovdqa [rsp + 512], ymm10
  vpsrlq ymm10, ymm5, 63; vpaddq ymm5, ymm5, ymm5; vpxor ymm5, ymm5, ymm10
  vpsrlq ymm10, ymm6, 63; vpaddq ymm6, ymm6, ymm6; vpxor ymm6, ymm6, ymm10
  vpsrlq ymm10, ymm7, 63; vpaddq ymm7, ymm7, ymm7; vpxor ymm7, ymm7, ymm10
  vpsrlq ymm10, ymm4, 63; vpaddq ymm4, ymm4, ymm4; vpxor ymm4, ymm4, ymm10
  vmovdqa ymm10, [rsp + 512]
  vpxor ymm0, ymm0, ymm8
  vpxor ymm0, ymm0, [rdi + 0]
  vmovdqu [rdi + 0], ymm0
  vpxor ymm1, ymm1, ymm9
  vpxor ymm1, ymm1, [rdi + 32]
  vmovdqu [rdi + 32], ymm1
  vpxor ymm2, ymm2, ymm10
  vpxor ymm2, ymm2, [rdi + 64]
  vmovdqu [rdi + 64], ymm2
  vpxor ymm3, ymm3, ymm11
  vpxor ymm3, ymm3, [rdi + 96]
  vmovdqu [rdi + 96], ymm3
  vpxor ymm4, ymm4, ymm12
  vpxor ymm4, ymm4, [rdi + 128]
  vmovdqu [rdi + 128], ymm4
  vpxor ymm5, ymm5, ymm13
  vpxor ymm5, ymm5, [rdi + 160]
  vmovdqu [rdi + 160], ymm5
  vpxor ymm6, ymm6, ymm14
  vpxor ymm6, ymm6, [rdi + 192]
  vmovdqu [rdi + 192], ymm6
  vpxor ymm7, ymm7, ymm15
  vpxor ymm7, ymm7, [rdi + 224]
  vmovdqu [rdi + 224], ymm7
  add r8, 128
  add r9, 128
  add r10, 128
  add r11, 128
  dec rdx
  jnz .Lblock
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
.size sigil_blake2b_x4, . - sigil_blake2b_x4

.section .rodata
.p2align 5
.Lrotate16:
  .byte 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9
.Lrotate24:
  .byte 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10
.Lblock_length:
  .quad 128, 128, 128, 128
.Linitial:
  .quad 0x6a09e667f3bcc908
  .quad 0xbb67ae8584caa73b
  .quad 0x3c6ef372fe94f82b
  .quad 0xa54ff53a5f1d36f1
  .quad 0x510e527fade682d1
  .quad 0x9b05688c2b3e6c1f
  .quad 0x1f83d9abfb41bd6b
  .quad 0x5be0cd19137e2179
.section .note.GNU-stack, "", @progbits
