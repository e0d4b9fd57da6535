/// A moment of the Gregorian calendar, written as a date and a time of day in UTC. A date that the calendar does not have is none, and never
/// one of the next month.
package enum CalendarTime {
    /// Seconds since 1970. `nil` for a day that the calendar lacks, an hour above 23, a minute or second above 59, and years outside of 1 to
    /// 9999.
    package static func seconds(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) -> Int64? {
        guard (1...9999).contains(year), (1...12).contains(month), (1...daysOfMonth(month, year)).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        // Days from 1 March of year 0 on, where the leap day is the last of a year.
        let (y, m) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
        let days = y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719_468
        return Int64(days * 86_400 + hour * 3600 + minute * 60 + second)
    }

    /// The seconds since 1970 of the years 1 to 9999.
    package static let years: Range<Int64> = -62_135_596_800..<253_402_300_800

    /// Parses `2026-08-01` (its first second), `2026-08-01T10:30`, `2026-08-01T10:30:00Z`, `2026-08-01T10:30:00+02:00` or `@SECONDS` to seconds since
    /// 1970. A time without a zone is in UTC, as in the names of files. `nil` for anything else, and for a time that does not exist.
    package static func parse(_ text: String) -> Int64? {
        if text.hasPrefix("@") {
            let digits = text.dropFirst()
            guard let seconds = Int64(digits), digits.first != "+", years.contains(seconds) else { return nil }
            return seconds
        }
        let bytes = Array(text.utf8)
        guard let date = fields(bytes.prefix(10), "dddd-dd-dd") else { return nil }
        if bytes.count == 10 { return seconds(year: date[0], month: date[1], day: date[2]) }
        let withSeconds = fields(bytes.dropFirst(10).prefix(9), "Tdd:dd:dd")
        guard let time = withSeconds ?? fields(bytes.dropFirst(10).prefix(6), "Tdd:dd").map({ $0 + [0] }),
            let offset = offset(bytes.dropFirst(withSeconds == nil ? 16 : 19)),
            let moment = seconds(year: date[0], month: date[1], day: date[2], hour: time[0], minute: time[1], second: time[2])
        else { return nil }
        return moment - offset
    }

    /// Nothing, `Z`, `+02:00` or `+0200`, in seconds. No zone is further than 14 hours from UTC.
    private static func offset(_ bytes: ArraySlice<UInt8>) -> Int64? {
        if bytes.isEmpty || bytes.elementsEqual("Z".utf8) { return 0 }
        guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let parts = fields(bytes.dropFirst(), "dd:dd") ?? fields(bytes.dropFirst(), "dddd").map({ [$0[0] / 100, $0[0] % 100] }),
            parts[1] < 60, parts[0] * 60 + parts[1] <= 14 * 60
        else { return nil }
        return Int64(parts[0] * 3600 + parts[1] * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }

    /// The numbers in a text of a fixed form, in which `d` is a digit.
    private static func fields(_ bytes: ArraySlice<UInt8>, _ form: StaticString) -> [Int]? {
        let form = Array("\(form)".utf8)
        guard bytes.count == form.count else { return nil }
        var numbers: [Int] = []
        var isInNumber = false
        for (byte, wanted) in zip(bytes, form) {
            if wanted == UInt8(ascii: "d") {
                guard (48...57).contains(byte) else { return nil }
                if !isInNumber { numbers.append(0) }
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 48)
                isInNumber = true
            } else {
                guard byte == wanted else { return nil }
                isInNumber = false
            }
        }
        return numbers
    }

    private static func daysOfMonth(_ month: Int, _ year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }
}
