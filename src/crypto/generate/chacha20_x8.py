"""Writes src/crypto/chacha20_x8.s: ChaCha20 (RFC 8439) for eight blocks of one message at once, with AVX2.

    python3 src/crypto/generate/chacha20_x8.py > src/crypto/chacha20_x8.s

Each of the sixteen words of the state is a 256-bit register with that word of eight blocks, whose counters follow each other. As in
blake2b_x4.py there is no register left for a temporary, and rotations by 12 and 7 need one: (x << n) ^ (x >> 32 - n). Rotations by 16 and 8
are byte shuffles with masks in memory.

The temporary comes from the row c again: after `b ^= c` a word of it is not used before the next `c += d`. One of the four is
stored, its register serves the four rotations, and that addition takes it from memory. Two stores a quarter round of four, and no
other cost. The four quarter rounds run in lockstep. A prototype of this form took 0.95 cycles a byte on a Zen 3; GCC 12 made 1.36 to
1.76 of the same with intrinsics, clang 14 1.07.

In the end the words of eight blocks have to become eight blocks of words: sums go to the stack, and twice an eight by eight transposition in
three steps (words, pairs, halves of registers) brings them back, to be xored with the message."""

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

    def quarter_rounds(self, groups):
        for rotate_d, rotate_b in ((".Lrotate16", 12), (".Lrotate8", 7)):
            self.row(f"vpaddd ymm{a}, ymm{a}, ymm{b}" for a, b, _, _ in groups)
            self.row(f"vpxor ymm{d}, ymm{d}, ymm{a}" for a, _, _, d in groups)
            self.row(f"vpshufb ymm{d}, ymm{d}, [rip + {rotate_d}]" for _, _, _, d in groups)
            self.row(f"vpaddd ymm{c}, ymm{d}, " + (SPILL if c == self.spilled else f"ymm{c}") for _, _, c, d in groups)
            self.row(f"vpxor ymm{b}, ymm{b}, ymm{c}" for _, b, c, _ in groups)
            spare = self.spilled = groups[0][2]
            self(f"vmovdqa {SPILL}, ymm{spare}")
            for _, b, _, _ in groups:
                self.row([f"vpslld ymm{spare}, ymm{b}, {rotate_b}", f"vpsrld ymm{b}, ymm{b}, {32 - rotate_b}",
                          f"vpxor ymm{b}, ymm{b}, ymm{spare}"])

    def add_state(self):
        """Sums of words and initial state go to the stack. Words 13 to 15 first: their registers then serve the others."""
        self("vmovdqa [rsp + 480], ymm15")
        for word in range(15):
            self(f"vpbroadcastd ymm15, [rcx + {4 * word}]")
            self(f"vpaddd ymm{word}, ymm{word}, ymm15")
            if word == 12:
                self("vpaddd ymm12, ymm12, [rip + .Lnumbers]")
            self(f"vmovdqa [rsp + {32 * word}], ymm{word}")
        self("vpbroadcastd ymm15, [rcx + 60]")
        self("vpaddd ymm15, ymm15, [rsp + 480]")
        self("vmovdqa [rsp + 480], ymm15")

    def write(self, half):
        """Words 0 to 7, or 8 to 15, of all blocks."""
        for i in range(8):
            self(f"vmovdqa ymm{i}, [rsp + {256 * half + 32 * i}]")
        # Rows of words become pairs, these quarters: in each 128-bit half four words of one block.
        for i in (0, 2, 4, 6):
            self(f"vpunpckldq ymm{8 + i}, ymm{i}, ymm{i + 1}")
            self(f"vpunpckhdq ymm{9 + i}, ymm{i}, ymm{i + 1}")
        for i in (0, 4):
            self(f"vpunpcklqdq ymm{i}, ymm{8 + i}, ymm{10 + i}")
            self(f"vpunpckhqdq ymm{i + 1}, ymm{8 + i}, ymm{10 + i}")
            self(f"vpunpcklqdq ymm{i + 2}, ymm{9 + i}, ymm{11 + i}")
            self(f"vpunpckhqdq ymm{i + 3}, ymm{9 + i}, ymm{11 + i}")
        for i in range(4):
            self(f"vperm2i128 ymm{8 + i}, ymm{i}, ymm{4 + i}, 0x20")
            self(f"vperm2i128 ymm{12 + i}, ymm{i}, ymm{4 + i}, 0x31")
        for block in range(8):
            place = 64 * block + 32 * half
            self(f"vpxor ymm{8 + block}, ymm{8 + block}, [rsi + {place}]")
            self(f"vmovdqu [rdi + {place}], ymm{8 + block}")


def body(code):
    code("push rbp")
    code(".cfi_def_cfa_offset 16")
    code(".cfi_offset rbp, -16")
    code("mov rbp, rsp")
    code(".cfi_def_cfa_register rbp")
    code("sub rsp, 544")
    code("and rsp, -32")
    code.label(".Lblocks")
    for word in range(16):
        code(f"vpbroadcastd ymm{word}, [rcx + {4 * word}]")
    code("vpaddd ymm12, ymm12, [rip + .Lnumbers]")
    code("mov eax, 10")
    code("vmovdqa " + SPILL + ", ymm10")
    code.label(".Lrounds")
    code.spilled = 10  # as the round before has left it
    code.quarter_rounds(COLUMNS)
    code.quarter_rounds(DIAGONALS)
    assert code.spilled == 10
    code("dec eax")
    code("jnz .Lrounds")
    code(f"vmovdqa ymm10, {SPILL}")
    code.add_state()
    code.write(0)
    code.write(1)
    code("add dword ptr [rcx + 48], 8")
    code("add rsi, 512")
    code("add rdi, 512")
    code("dec rdx")
    code("jnz .Lblocks")
    # The stack had the key stream.
    code("vpxor xmm0, xmm0, xmm0")
    for i in range(17):
        code(f"vmovdqa [rsp + {32 * i}], ymm0")
    code("vzeroall")
    code("leave")
    code(".cfi_def_cfa rsp, 8")
    code("ret")


def rotation(bits):
    """The mask for vpshufb that rotates each word of 32 bits to the left."""
    return [4 * word + (byte - bits // 8) % 4 for word in range(4) for byte in range(4)] * 2


def listing():
    code = Code()
    body(code)
    masks = "".join(f"\n.Lrotate{bits}:\n  .byte " + ", ".join(map(str, rotation(bits))) for bits in (16, 8))
    return f"""# Made by src/crypto/generate/chacha20_x8.py, which says how it works.
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
{chr(10).join(code.lines)}
  .cfi_endproc
.size sigil_chacha20_x8, . - sigil_chacha20_x8

.section .rodata
.p2align 5{masks}
.Lnumbers:
  .long 0, 1, 2, 3, 4, 5, 6, 7
.section .note.GNU-stack, "", @progbits
"""


if __name__ == "__main__":
    print(listing(), end="")
