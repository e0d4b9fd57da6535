import RawMemory

/// The frame of objects in a file of FastSerialization: a tag, the type of the object, its fields, and an end.
///
/// A type is written in full where it is used first. Later uses give the offset of that place.
struct SerializedObject {
    let name: String
    let version: Int
    /// The least version of a reader that can read the object.
    let reader: Int

    /// The tags of the format that files of heaps have.
    enum Tag {
        static let null: UInt8 = 1
        static let reference: UInt8 = 2
        static let begin: UInt8 = 4
        static let beginPrivate: UInt8 = 5
        static let end: UInt8 = 6
        static let byte: UInt8 = 8
    }
}

/// The types that were written in full so far, by their offsets.
struct KnownTypes {
    private var types: [UInt32: SerializedObject] = [:]
    /// Types nest only in files of old writers, where a type has a type. Deeper ones are damaged.
    private static let deepest = 8

    /// The beginning of an object; `nil` for null and for an object that was written before (then `before` gets its offset).
    mutating func begin(_ cursor: inout FileCursor, before: inout UInt32?) throws(GCDumpError) -> SerializedObject? {
        switch try cursor.u8() {
        case SerializedObject.Tag.null: return nil
        case SerializedObject.Tag.reference:
            before = try cursor.u32()
            return nil
        case SerializedObject.Tag.begin, SerializedObject.Tag.beginPrivate: return try type(&cursor, 0)
        default: throw cursor.damaged()
        }
    }

    /// The beginning of an object that must be there.
    mutating func begin(_ cursor: inout FileCursor) throws(GCDumpError) -> SerializedObject {
        var before: UInt32?
        guard let object = try begin(&cursor, before: &before) else { throw cursor.damaged() }
        return object
    }

    /// The end of an object that has no more fields.
    func end(_ cursor: inout FileCursor) throws(GCDumpError) {
        guard try cursor.u8() == SerializedObject.Tag.end else { throw cursor.damaged() }
    }

    private mutating func type(_ cursor: inout FileCursor, _ depth: Int) throws(GCDumpError) -> SerializedObject {
        let label = cursor.position
        switch try cursor.u8() {
        case SerializedObject.Tag.reference:
            let place = try cursor.u32()
            guard let known = types[place] else { throw cursor.damaged() }
            return known
        case SerializedObject.Tag.begin:
            guard depth < Self.deepest else { throw cursor.damaged() }
            try typeOfType(&cursor, depth)
            let (version, reader) = (try cursor.i32(), try cursor.i32())
            let found = SerializedObject(name: try cursor.text() ?? "", version: Int(version), reader: Int(reader))
            try end(&cursor)
            if let label = UInt32(exactly: label) { types[label] = found }
            return found
        default: throw cursor.damaged()
        }
    }

    /// Null in the files of today; a type that describes itself in older ones.
    private mutating func typeOfType(_ cursor: inout FileCursor, _ depth: Int) throws(GCDumpError) {
        let tag = try cursor.u8()
        switch tag {
        case SerializedObject.Tag.null: return
        case SerializedObject.Tag.reference: _ = try cursor.u32()
        case SerializedObject.Tag.begin:
            guard depth < Self.deepest else { throw cursor.damaged() }
            try typeOfType(&cursor, depth + 1)
            _ = (try cursor.i32(), try cursor.i32())
            try cursor.skipText()
            try end(&cursor)
        default: throw cursor.damaged()
        }
    }
}
