"""Writes src/crypto/blake2b_x4.s: the compression function of BLAKE2b (RFC 7693) for four messages at once, with AVX2.

    python3 src/crypto/generate/blake2b_x4.py > src/crypto/blake2b_x4.s

Each of the sixteen working words v0..v15 is a 256-bit register with that word of all four messages: there are exactly as many
registers as words. That leaves none for a temporary, and only one step needs any: the rotation by 63, as (x + x) ^ (x >> 63).
The others are byte shuffles, whose masks are memory operands.

The temporary comes from the row c = v8..v11. After `b ^= c` a word of that row is not used before the `c += d` of the next half
round. One of the four is stored, its register serves the four rotations, and the next half round adds from memory
instead of from the register. A store is all that this costs; compilers, which do not see it, spill a hundred words a block.

The four functions G of a half round run in lockstep, each step for all four (a line of the listing): their chains do not depend on each other, and four of
them keep the vector units busy. What prototypes took on a Zen 3, in cycles a byte: pairs of G skewed by half, 1.00 to 1.04; one G
after the other, 1.07; this order, 0.98. GCC 12 made 1.33 to 1.59 of the same with intrinsics, clang 14 1.21.

Message words come as they are in memory, so they are transposed once a block: sixteen bytes of two messages each make one register,
two unpacks make two words of all four. The words go to the stack and are memory operands of the additions."""

SIGMA = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
]
IV = [0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
      0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179]

SPILL = "[rsp + 512]"
COLUMNS = [(i, 4 + i, 8 + i, 12 + i) for i in range(4)]
DIAGONALS = [(i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4) for i in range(4)]


class Code:
    def __init__(self):
        self.lines = []
        self.spilled = None

    def __call__(self, text):
        self.lines.append("  " + text)

    def row(self, texts):
        """Instructions that do not wait for each other, in one line."""
        self.lines.append("  " + "; ".join(texts))

    def label(self, name):
        self.lines.append(name + ":")

    def half_round(self, order, groups):
        """`order` has the two message words of each group."""
        self.row(f"vpaddq ymm{a}, ymm{a}, [rsp + {32 * x}]" for (a, _, _, _), (x, _) in zip(groups, order))
        self.row(f"vpaddq ymm{a}, ymm{a}, ymm{b}" for a, b, _, _ in groups)
        self.row(f"vpxor ymm{d}, ymm{d}, ymm{a}" for a, _, _, d in groups)
        self.row(f"vpshufd ymm{d}, ymm{d}, 0xb1" for _, _, _, d in groups)
        self.row(f"vpaddq ymm{c}, ymm{d}, " + (SPILL if c == self.spilled else f"ymm{c}") for _, _, c, d in groups)
        self.row(f"vpxor ymm{b}, ymm{b}, ymm{c}" for _, b, c, _ in groups)
        self.row(f"vpshufb ymm{b}, ymm{b}, [rip + .Lrotate24]" for _, b, _, _ in groups)
        self.row(f"vpaddq ymm{a}, ymm{a}, [rsp + {32 * y}]" for (a, _, _, _), (_, y) in zip(groups, order))
        self.row(f"vpaddq ymm{a}, ymm{a}, ymm{b}" for a, b, _, _ in groups)
        self.row(f"vpxor ymm{d}, ymm{d}, ymm{a}" for a, _, _, d in groups)
        self.row(f"vpshufb ymm{d}, ymm{d}, [rip + .Lrotate16]" for _, _, _, d in groups)
        self.row(f"vpaddq ymm{c}, ymm{c}, ymm{d}" for _, _, c, d in groups)
        self.row(f"vpxor ymm{b}, ymm{b}, ymm{c}" for _, b, c, _ in groups)
        spare = self.spilled = groups[0][2]
        self(f"vmovdqa {SPILL}, ymm{spare}")
        for _, b, _, _ in groups:
            self.row([f"vpsrlq ymm{spare}, ymm{b}, 63", f"vpaddq ymm{b}, ymm{b}, ymm{b}", f"vpxor ymm{b}, ymm{b}, ymm{spare}"])

    def transpose(self):
        for part in range(8):
            one, two = 2 * (part % 4), 2 * (part % 4) + 1
            self.row([f"vmovdqu xmm{one}, [r8 + {16 * part}]", f"vmovdqu xmm{two}, [r9 + {16 * part}]"])
            self.row([f"vinserti128 ymm{one}, ymm{one}, [r10 + {16 * part}], 1",
                      f"vinserti128 ymm{two}, ymm{two}, [r11 + {16 * part}], 1"])
            self.row([f"vpunpcklqdq ymm{8 + one}, ymm{one}, ymm{two}", f"vpunpckhqdq ymm{8 + two}, ymm{one}, ymm{two}"])
            self.row([f"vmovdqa [rsp + {64 * part}], ymm{8 + one}", f"vmovdqa [rsp + {64 * part + 32}], ymm{8 + two}"])


def body(code):
    code("push rbp")
    code(".cfi_def_cfa_offset 16")
    code(".cfi_offset rbp, -16")
    code("mov rbp, rsp")
    code(".cfi_def_cfa_register rbp")
    code("sub rsp, 544")
    code("and rsp, -32")
    code("mov eax, r8d")
    for i in range(4):
        code(f"mov r{8 + i}, [rsi + {8 * i}]")
    code("neg rax")
    code.label(".Lblock")
    code.transpose()
    code("vmovdqu ymm12, [rcx]")
    code("vpaddq ymm12, ymm12, [rip + .Lblock_length]")
    code("vmovdqu [rcx], ymm12")
    code("xor esi, esi")
    code("cmp rdx, 1")
    code("cmove rsi, rax")
    code("vmovq xmm14, rsi")
    code("vpbroadcastq ymm14, xmm14")
    for i in range(1, 8):
        code(f"vmovdqu ymm{i}, [rdi + {32 * i}]")
    for i in (0, 1, 2, 3):
        code(f"vpbroadcastq ymm{8 + i}, [rip + .Linitial + {8 * i}]")
    for i in (5, 7):
        code(f"vpbroadcastq ymm{8 + i}, [rip + .Linitial + {8 * i}]")
    # What is left of the initial words is xored with counter and flag; ymm0 lends its place.
    for i in (4, 6):
        code(f"vpbroadcastq ymm0, [rip + .Linitial + {8 * i}]")
        code(f"vpxor ymm{8 + i}, ymm{8 + i}, ymm0")
    code("vmovdqu ymm0, [rdi]")
    for number in range(12):
        order = SIGMA[number % 10]
        code.half_round(list(zip(order[0:8:2], order[1:8:2])), COLUMNS)
        code.half_round(list(zip(order[8:16:2], order[9:16:2])), DIAGONALS)
    code(f"vmovdqa ymm{code.spilled}, {SPILL}")
    for i in range(8):
        code(f"vpxor ymm{i}, ymm{i}, ymm{8 + i}")
        code(f"vpxor ymm{i}, ymm{i}, [rdi + {32 * i}]")
        code(f"vmovdqu [rdi + {32 * i}], ymm{i}")
    for i in range(4):
        code(f"add r{8 + i}, 128")
    code("dec rdx")
    code("jnz .Lblock")
    # The stack had message words, which may be plaintext.
    code("vpxor xmm0, xmm0, xmm0")
    for i in range(17):
        code(f"vmovdqa [rsp + {32 * i}], ymm0")
    code("vzeroall")
    code("leave")
    code(".cfi_def_cfa rsp, 8")
    code("ret")


def rotation(bits):
    """The mask for vpshufb that rotates each word of 64 bits to the right."""
    return [8 * word + (byte + bits // 8) % 8 for word in (0, 1) for byte in range(8)] * 2


def listing():
    code = Code()
    body(code)
    masks = "".join(f"\n.Lrotate{bits}:\n  .byte " + ", ".join(map(str, rotation(bits))) for bits in (16, 24))
    initial = "".join(f"\n  .quad {word:#018x}" for word in IV)
    return f"""# Made by src/crypto/generate/blake2b_x4.py, which says how it works.
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
{chr(10).join(code.lines)}
  .cfi_endproc
.size sigil_blake2b_x4, . - sigil_blake2b_x4

.section .rodata
.p2align 5{masks}
.Lblock_length:
  .quad 128, 128, 128, 128
.Linitial:{initial}
.section .note.GNU-stack, "", @progbits
"""


if __name__ == "__main__":
    print(listing(), end="")
