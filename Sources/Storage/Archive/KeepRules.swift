/// Which snapshots of a series stay. One is kept when any of the rules keeps it. Days, weeks (from Monday on) and months are those of UTC.
package struct KeepRules: Equatable, Sendable {
    /// So many of the newest.
    package var last: Int?
    /// The newest of each of so many days (weeks, months), counted back from the newest; those without a snapshot are not counted.
    package var daily: Int?
    package var weekly: Int?
    package var monthly: Int?
    /// Those at most so many days older than the newest.
    package var withinDays: Int?

    package init(last: Int? = nil, daily: Int? = nil, weekly: Int? = nil, monthly: Int? = nil, withinDays: Int? = nil) {
        self.last = last
        self.daily = daily
        self.weekly = weekly
        self.monthly = monthly
        self.withinDays = withinDays
    }

    package var isEmpty: Bool { self == KeepRules() }

    /// The ids that stay, of the members of a series in the order of time. `time` in seconds since 1970, any value.
    func kept(_ members: [(id: Int64, time: Int64)]) -> Set<Int64> {
        var kept = Set<Int64>()
        guard let newest = members.last else { return kept }
        if let last { kept.formUnion(members.suffix(last).map(\.id)) }
        for (count, period) in [(daily, KeepRules.day), (weekly, KeepRules.week), (monthly, KeepRules.month)] {
            guard let count else { continue }
            var seen = Set<Int64>()
            for member in members.reversed() {
                guard !seen.contains(period(member.time)) else { continue }
                guard seen.count < count else { break }
                seen.insert(period(member.time))
                kept.insert(member.id)
            }
        }
        if let withinDays {
            let (span, isLong) = Int64(withinDays).multipliedReportingOverflow(by: 86_400)
            let (oldest, isBeforeAll) = newest.time.subtractingReportingOverflow(isLong ? .max : span)
            kept.formUnion(members.filter { isBeforeAll || $0.time >= oldest }.map(\.id))
        }
        return kept
    }

    // MARK: Calendar

    /// Days since 1970-01-01, downwards also before it.
    private static func day(_ time: Int64) -> Int64 { floor(time, 86_400) }

    /// 1970-01-01 was a Thursday.
    private static func week(_ time: Int64) -> Int64 { floor(day(time) + 3, 7) }

    /// Months since 0000-03 in the Gregorian calendar: years are counted from March on, so that the day that leap years add is their last.
    private static func month(_ time: Int64) -> Int64 {
        let days = day(time) + 719_468
        let era = floor(days, 146_097)
        let dayOfEra = days - era * 146_097
        let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        return (era * 400 + year) * 12 + (5 * dayOfYear + 2) / 153
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-(value + 1)) / divisor) - 1
    }
}
