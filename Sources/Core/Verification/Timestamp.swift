/// Moments in seconds since 1970-01-01 00:00 UTC, for people and for programs.
package enum Timestamp {
    private static let secondsADay: Int64 = 86_400

    /// As RFC 3339 writes it in UTC: `2026-11-25T18:30:00Z`.
    package static func text(_ seconds: Int64) -> String {
        var days = seconds / secondsADay
        var rest = seconds % secondsADay
        if rest < 0 {
            rest += secondsADay
            days -= 1
        }
        let (year, month, day) = date(days)
        return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2) + "T" + pad(rest / 3600, 2) + ":"
            + pad(rest / 60 % 60, 2) + ":" + pad(rest % 60, 2) + "Z"
    }

    /// The civil date of a day, counted from 1970-01-01 in the proleptic Gregorian calendar, whose eras of 400 years have 146097 days.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // From here on years begin in March, so that the day that is put in is a year's last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * march + 2) / 5 + 1)
    }

    private static func pad(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
}
