#include <algorithm>

#include "syntax/parse_number.hpp"

namespace sigil::dhall {

namespace {

/// Reads one temporal literal. Its parts are committed to: what has the begin of a date or time and is none
/// has no other meaning either.
class TemporalReader {
 public:
  explicit TemporalReader(Cursor& cursor) : cursor_(cursor), heap_(cursor.heap()) {}

  Node* date() {
    const std::uint32_t position = cursor_.position();
    const unsigned year = digits(4, 0, 9999, "year");
    separator('-', "date", "YYYY-MM-DD");
    const unsigned month = digits(2, 1, 12, "month");
    separator('-', "date", "YYYY-MM-DD");
    const unsigned day = digits(2, 1, days_in(year, month), "day of the month");
    auto* node = heap_.make<DateNode>(Kind::Date, position, kWhnf | kNormal);
    node->year = static_cast<std::uint16_t>(year);
    node->month = static_cast<std::uint8_t>(month);
    node->day = static_cast<std::uint8_t>(day);
    return node;
  }

  Node* time() {
    const std::uint32_t position = cursor_.position();
    auto* node = heap_.make<TimeNode>(Kind::Time, position, kWhnf | kNormal);
    node->hour = static_cast<std::uint8_t>(digits(2, 0, 23, "hour"));
    separator(':', "time", "hh:mm:ss");
    node->minute = static_cast<std::uint8_t>(digits(2, 0, 59, "minute"));
    separator(':', "time", "hh:mm:ss");
    node->second = static_cast<std::uint8_t>(digits(2, 0, 59, "second"));
    node->digit_count = 0;
    node->digits = cursor_.here();
    if (cursor_.byte() == '.' && is_digit(cursor_.byte(1))) {
      const char* end = cursor_.run(cursor_.here() + 1, set::kDigit);
      node->digits = cursor_.here() + 1;
      node->digit_count = static_cast<std::uint32_t>(end - node->digits);
      cursor_.take_to(end);
    }
    return node;
  }

  Node* zone() {
    auto* node = heap_.make<TimeZoneNode>(Kind::TimeZone, cursor_.position(), kWhnf | kNormal);
    node->negative = cursor_.byte() == '-';
    const bool is_utc = (cursor_.byte() | 0x20U) == 'z';
    cursor_.take(1);
    node->minutes = 0;
    if (is_utc) return node;
    const auto hour = static_cast<std::int32_t>(digits(2, 0, 23, "hour of a time zone"));
    separator(':', "time zone", "+hh:mm");
    const auto minute = static_cast<std::int32_t>(digits(2, 0, 59, "minute of a time zone"));
    node->minutes = (hour * 60 + minute) * (node->negative ? -1 : 1);
    return node;
  }

  bool zone_follows() const {
    const unsigned char byte = cursor_.byte();
    return byte == 'Z' || byte == 'z' || ((byte == '+' || byte == '-') && is_digit(cursor_.byte(1)));
  }

 private:
  static unsigned days_in(unsigned year, unsigned month) {
    constexpr unsigned kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return kDays[month - 1] + (month == 2 && is_leap ? 1 : 0);
  }

  unsigned digits(std::size_t count, unsigned least, unsigned most, std::string_view what) {
    const char* begin = cursor_.here();
    const char* end = cursor_.run(begin, set::kDigit);
    if (static_cast<std::size_t>(end - begin) != count) {
      cursor_.fail_expecting("the " + std::string(what) + " in " + std::to_string(count) + " digits",
                             "number");
    }
    unsigned value = 0;
    for (const char* at = begin; at != end; ++at) value = value * 10 + hex_value(*at);
    if (value < least || value > most) {
      cursor_.fail(cursor_.position(),
                   std::string(what) + " is " + std::string(begin, end) + ", expected " +
                       std::to_string(least) + " to " + std::to_string(most),
                   "number", what == "second" && value == 60 ? "leap seconds cannot be written" : "");
    }
    cursor_.take_to(end);
    return value;
  }

  void separator(char byte, std::string_view what, std::string_view form) {
    if (!cursor_.take_if(byte)) {
      cursor_.fail_expecting("'" + std::string(1, byte) + "' of a " + std::string(what), "number",
                             "a " + std::string(what) + " is written " + std::string(form));
    }
  }

  Cursor& cursor_;
  Heap& heap_;
};

/// `{ date = …, time = …, timeZone = … }` of those parts that are there, at least two.
Node* combined(Heap& heap, Node* date, Node* time, Node* zone, std::uint32_t position) {
  const Symbol* labels[3];
  Node* parts[3];
  std::size_t count = 0;
  const auto add = [&](std::string_view label, Node* part) {
    if (part == nullptr) return;
    labels[count] = heap.symbols().intern_kept(label);
    parts[count++] = part;
  };
  add("date", date);
  add("time", time);
  add("timeZone", zone);
  const Shape* shape = heap.symbols().shape({labels, count});
  return heap.fields(Kind::Record, shape, {parts, count}, position);
}

} // namespace

bool begins_temporal(const Cursor& cursor, const char* digits, const char* digits_end, bool has_sign) {
  if (cursor.end() - digits_end < 2 || !in(digits_end[1], set::kDigit)) return false;
  const auto count = digits_end - digits;
  return (count == 2 && *digits_end == ':') || (count == 4 && *digits_end == '-' && !has_sign);
}

Node* read_temporal(Cursor& cursor) {
  const char* begin = cursor.here();
  const std::uint32_t position = cursor.position();
  TemporalReader reader(cursor);
  if (!is_digit(cursor.byte())) return reader.zone();
  Node* date = nullptr;
  if (cursor.byte(4) == '-') {
    date = reader.date();
    if ((cursor.byte() | 0x20U) != 't' || !is_digit(cursor.byte(1))) return date;
    cursor.take(1);
  }
  Node* time = reader.time();
  Node* zone = reader.zone_follows() ? reader.zone() : nullptr;
  if (date == nullptr && zone == nullptr) return time;
  Node* node = combined(cursor.heap(), date, time, zone, position);
  note_spelling(cursor, node, begin);
  return node;
}

} // namespace sigil::dhall
