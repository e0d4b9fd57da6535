import SnapshotModel

/// The time in the name of a dump's file, as the programs that write dumps put it there:
///
/// | Writer | Name |
/// |---|---|
/// | dotnet-dump, dotnet-monitor | `core_20260801_101500`, `dump_20260801_101500.dmp` |
/// | createdump's and the kernel's `%t` | `core.orders.4711.1785579300`: seconds since 1970 |
/// | systemd-coredump | `core.orders.1000.<boot id>.4711.1785579300000000.zst`: microseconds since 1970 |
/// | procdump on Windows | `orders.exe_260801_101500.dmp` |
/// | procdump on Linux | `orders_manual_2026-08-01_10:15:00.4711` |
///
/// A date and time of day has no zone and counts as UTC.
enum NameTime {
    /// Seconds since 1970. `nil` when the last component of the path has no such time or several, and for a time that does not exist, that is
    /// later than `now`, or earlier than .NET Core.
    static func seconds(in path: String, now: Int64) -> Int64? {
        let name = Array(path.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring("").utf8)
        let runs = digitRuns(name)
        // A name that has a time in one form is not searched for others.
        for form in [microseconds, dateAndTime, dashedDate, procdumpsDate, epochSeconds] {
            let found = Set(runs.indices.compactMap { form(name, runs, $0) })
            if found.isEmpty { continue }
            guard found.count == 1, let time = found.first, time >= earliest, time <= now else { return nil }
            return time
        }
        return nil
    }

    /// The release of .NET Core 1.0, 27 June 2016.
    private static let earliest: Int64 = 1_466_985_600

    /// A form at the digits of a place: the time, or `nil`. A date that does not exist is no time of this form.
    private typealias Form = @Sendable (_ name: [UInt8], _ runs: [Range<Int>], _ place: Int) -> Int64?

    private static let microseconds: Form = { name, runs, place in
        isComponent(name, runs[place], count: 16) ? number(name, runs[place]).map { Int64($0 / 1_000_000) } : nil
    }

    private static let epochSeconds: Form = { name, runs, place in
        isComponent(name, runs[place], count: 10) ? number(name, runs[place]).map { Int64($0) } : nil
    }

    private static let dateAndTime: Form = { name, runs, place in
        guard runs[place].count == 8, let time = following(name, runs, place, ["_", "-", "T"]), time.count == 6,
            let date = number(name, runs[place]), let clock = number(name, time)
        else { return nil }
        return seconds(date, clock)
    }

    private static let procdumpsDate: Form = { name, runs, place in
        let mark = Array(".exe_".utf8)
        guard runs[place].count == 6, name[..<runs[place].lowerBound].suffix(mark.count).elementsEqual(mark),
            let time = following(name, runs, place, ["_"]), time.count == 6, let date = number(name, runs[place]),
            let clock = number(name, time)
        else { return nil }
        return seconds(20_000_000 + date, clock)
    }

    /// `2026-08-01_10:15:00`, also with other separators in the time of day.
    private static let dashedDate: Form = { name, runs, place in
        guard place + 5 < runs.count else { return nil }
        let parts = Array(runs[place...(place + 5)])
        guard parts.map(\.count) == [4, 2, 2, 2, 2, 2] else { return nil }
        let between = zip(parts, parts.dropFirst()).map { name[$0.upperBound..<$1.lowerBound] }
        guard between.allSatisfy({ $0.count == 1 }), between[0] == [UInt8(ascii: "-")], between[1] == between[0],
            "_T- ".utf8.contains(between[2][between[2].startIndex]), ":-._".utf8.contains(between[3][between[3].startIndex]),
            between[3] == between[4]
        else { return nil }
        let numbers = parts.compactMap { number(name, $0) }
        guard numbers.count == 6 else { return nil }
        return CalendarTime.seconds(
            year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4], second: numbers[5])
    }

    /// From numbers like 20260801 and 101500.
    private static func seconds(_ date: Int, _ clock: Int) -> Int64? {
        CalendarTime.seconds(
            year: date / 10_000, month: date / 100 % 100, day: date % 100, hour: clock / 10_000, minute: clock / 100 % 100,
            second: clock % 100)
    }

    private static func digitRuns(_ name: [UInt8]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for (place, byte) in name.enumerated() where isDigit(byte) {
            if let last = runs.last, last.upperBound == place {
                runs[runs.count - 1] = last.lowerBound..<(place + 1)
            } else {
                runs.append(place..<(place + 1))
            }
        }
        return runs
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    private static func number(_ name: [UInt8], _ run: Range<Int>) -> Int? {
        run.count > 18 ? nil : name[run].reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// The next digits, if one of the separators is between.
    private static func following(_ name: [UInt8], _ runs: [Range<Int>], _ place: Int, _ separators: [Character]) -> Range<Int>? {
        guard place + 1 < runs.count, runs[place + 1].lowerBound == runs[place].upperBound + 1,
            separators.contains(Character(Unicode.Scalar(name[runs[place].upperBound])))
        else { return nil }
        return runs[place + 1]
    }

    /// Whether the digits stand between separators: those among the letters of a boot id do not.
    private static func isComponent(_ name: [UInt8], _ run: Range<Int>, count: Int) -> Bool {
        let separators = Array("._-".utf8)
        return run.count == count && (run.lowerBound == 0 || separators.contains(name[run.lowerBound - 1]))
            && (run.upperBound == name.count || separators.contains(name[run.upperBound]))
    }
}
