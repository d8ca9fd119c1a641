extension Timestamp {
    /// The seconds of a UTCTime or a GeneralizedTime; nil for another value, and for any but the one form that each may have
    /// in certificates and revocation lists: in UTC, to the second (RFC 5280, 4.1.2.5).
    ///
    /// The libraries do not read all of them alike: GnuTLS 3.7.9 takes a time before 1970 for the begin of that year, and
    /// OpenSSL 3.0 reads times of other zones.
    package static func seconds(_ value: DERValue, _ bytes: Span<UInt8>) -> Int64? {
        let yearDigits = value.tag == DERTag.utcTime ? 2 : 4
        guard value.tag == DERTag.utcTime || value.tag == DERTag.generalizedTime else { return nil }
        guard value.content.count == yearDigits + 11, bytes[value.content.upperBound - 1] == UInt8(ascii: "Z") else {
            return nil
        }
        guard let written = number(value.content.prefix(yearDigits), bytes) else { return nil }
        var rest: [Int64] = []
        for index in 0..<5 {
            let start = value.content.lowerBound + yearDigits + 2 * index
            guard let number = number(start..<start + 2, bytes) else { return nil }
            rest.append(number)
        }
        // UTCTime is for 1950 to 2049 (RFC 5280, 4.1.2.5.1).
        let year = yearDigits == 4 ? written : written < 50 ? 2000 + written : 1900 + written
        guard rest[1] >= 1, rest[1] <= days(ofMonth: rest[0], year) else { return nil }
        guard rest[2] < 24, rest[3] < 60, rest[4] < 60 else { return nil }
        return day(year, rest[0], rest[1]) * 86_400 + rest[2] * 3600 + rest[3] * 60 + rest[4]
    }

    private static func number(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Int64? {
        var number: Int64 = 0
        for index in range {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else { return nil }
            number = number * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
        }
        return number
    }

    /// 0 for a month that there is not.
    private static func days(ofMonth month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: 31
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 0
        }
    }

    /// The days from 1970-01-01 to a date, the year not negative.
    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        // Years begin in March here too; see `date`.
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let march = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * march + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
