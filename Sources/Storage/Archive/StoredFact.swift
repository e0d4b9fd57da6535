import FoundationEssentials

/// A value of a snapshot's facts, which are stored as JSON. Some members can be changed while the others stay as they are, also those that
/// this program does not know.
indirect enum StoredFact: Equatable, Codable {
    case none
    case flag(Bool)
    case integer(Int64)
    case largeInteger(UInt64)
    case number(Double)
    case text(String)
    case list([StoredFact])
    case members([String: StoredFact])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .none
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int64.self) {
            self = .integer(number)
        } else if let number = try? value.decode(UInt64.self) {
            self = .largeInteger(number)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([StoredFact].self) {
            self = .list(list)
        } else {
            self = .members(try value.decode([String: StoredFact].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .none: try value.encodeNil()
        case .flag(let flag): try value.encode(flag)
        case .integer(let number): try value.encode(number)
        case .largeInteger(let number): try value.encode(number)
        case .number(let number): try value.encode(number)
        case .text(let text): try value.encode(text)
        case .list(let list): try value.encode(list)
        case .members(let members): try value.encode(members)
        }
    }
}
