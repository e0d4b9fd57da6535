import FoundationEssentials

/// The rules by which snapshots of a series stay. One is kept when any of the rules keeps it. Days, weeks (from Monday on) and months are those of UTC.
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
        for (count, period) in [(daily, Period.day), (weekly, .week), (monthly, .month)] {
            guard let count else { continue }
            var seen = Set<DateComponents>()
            for member in members.reversed() {
                let own = period.containing(member.time)
                guard !seen.contains(own) else { continue }
                guard seen.count < count else { break }
                seen.insert(own)
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

    private enum Period {
        case day, week, month

        /// The period as parts of a date. Times outside of the years 1 to 9999, which only a damaged store has, count as the nearest inside:
        /// a calendar has no days for them.
        func containing(_ time: Int64) -> DateComponents {
            let date = Date(timeIntervalSince1970: Double(min(max(time, utcTextYears.lowerBound), utcTextYears.upperBound - 1)))
            return Period.calendar.dateComponents(parts, from: date)
        }

        private var parts: Set<Calendar.Component> {
            switch self {
            case .day: [.era, .year, .month, .day]
            case .week: [.yearForWeekOfYear, .weekOfYear]
            case .month: [.era, .year, .month]
            }
        }

        /// Weeks begin on Monday.
        private static let calendar: Calendar = {
            var calendar = Calendar(identifier: .iso8601)
            calendar.timeZone = .gmt
            return calendar
        }()
    }
}
