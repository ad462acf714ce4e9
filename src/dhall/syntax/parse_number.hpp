/// \file
/// Literals that begin with a digit or sign: numbers, dates, times, time zones, and bytes.
#pragma once

#include "syntax/cursor.hpp"

namespace sigil::dhall {

/// Reads natural-, integer-, double-, temporal- or bytes-literal (dhall.abnf), and `-Infinity`; the cursor is
/// at a digit, or at a sign that a digit or an `I` follows.
/// \throws Error{Invalid} for what begins like one and is none: leading zeros, a Double that is too large, a
/// day that is not in the calendar.
Node* read_number(Cursor& cursor);

/// Whether a date, time or time zone begins with these digits. \param has_sign  of either sort
bool begins_temporal(const Cursor& cursor, const char* digits, const char* digits_end, bool has_sign);

/// Reads temporal-literal, of which the begin is there. Combined ones become records.
Node* read_temporal(Cursor& cursor);

/// What is added to the surface when the node does not tell how it was written.
void note_spelling(const Cursor& cursor, const Node* node, const char* begin);

} // namespace sigil::dhall
