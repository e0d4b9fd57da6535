/// Kinds of types in signatures and in the runtime's field descriptions (ECMA-335 II.23.1.16).
package enum ElementType: UInt8, Sendable {
    case void = 0x01
    case boolean, char, int8, uint8, int16, uint16, int32, uint32, int64, uint64, float, double, string, pointer, byReference, valueType
    /// A reference to an object. The runtime's field descriptions use it for strings and arrays too.
    case classType
    case typeParameter, array, instantiation, typedReference
    case nativeInt = 0x18
    case nativeUInt
    case functionPointer = 0x1B
    case object, vector, methodParameter
}

/// A type in a signature of metadata.
package indirect enum TypeSignature: Hashable, Sendable {
    /// A number, a truth value, a string, System.Object, or a typed reference.
    case simple(ElementType)
    /// A class or value type of this or another module.
    case named(MetadataToken, isValueType: Bool)
    case instantiation(MetadataToken, isValueType: Bool, arguments: [TypeSignature])
    /// The number of a type parameter of the type or the method, from 0 on.
    case typeParameter(UInt32)
    case methodParameter(UInt32)
    case pointer(TypeSignature)
    case byReference(TypeSignature)
    /// `T[]`
    case vector(TypeSignature)
    /// `T[,]` and `T[*]`
    case array(TypeSignature, rank: UInt32)
    case functionPointer

    package var elementType: ElementType {
        switch self {
        case .simple(let type): type
        case .named(_, let isValueType): isValueType ? .valueType : .classType
        case .instantiation: .instantiation
        case .typeParameter: .typeParameter
        case .methodParameter: .methodParameter
        case .pointer: .pointer
        case .byReference: .byReference
        case .vector: .vector
        case .array: .array
        case .functionPointer: .functionPointer
        }
    }

    /// Limits against hostile signatures. No real type is deeper or has more arguments.
    private static let depthLimit = 64
    private static let argumentLimit: UInt32 = 1024

    /// The type of a field, from its signature. `nil` when it is damaged.
    package init?(field signature: [UInt8]) {
        var reader = BlobReader(signature)
        guard reader.u8().map({ $0 & 0x0F }) == 0x06, let type = Self.type(&reader, 0) else { return nil }
        self = type
    }

    /// The type that a row of the TypeSpec table describes. `nil` when it is damaged.
    package init?(typeSpec signature: [UInt8]) {
        var reader = BlobReader(signature)
        guard let type = Self.type(&reader, 0) else { return nil }
        self = type
    }

    private static func token(_ reader: inout BlobReader) -> MetadataToken? {
        reader.compressed().flatMap { CodedIndex.typeDefOrRef.token($0) }
    }

    private static func type(_ reader: inout BlobReader, _ depth: Int) -> TypeSignature? {
        guard depth < depthLimit, let first = reader.u8() else { return nil }
        // Modifiers (required, optional) and the mark of a pinned local do not change the type.
        if first == 0x1F || first == 0x20 {
            guard reader.compressed() != nil else { return nil }
            return type(&reader, depth + 1)
        }
        if first == 0x45 { return type(&reader, depth + 1) }
        guard let kind = ElementType(rawValue: first) else { return nil }
        switch kind {
        case .void, .boolean, .char, .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64, .float, .double, .string,
            .typedReference, .nativeInt, .nativeUInt, .object:
            return .simple(kind)
        case .valueType, .classType: return token(&reader).map { .named($0, isValueType: kind == .valueType) }
        case .typeParameter: return reader.compressed().map { .typeParameter($0) }
        case .methodParameter: return reader.compressed().map { .methodParameter($0) }
        case .pointer: return type(&reader, depth + 1).map { .pointer($0) }
        case .byReference: return type(&reader, depth + 1).map { .byReference($0) }
        case .vector: return type(&reader, depth + 1).map { .vector($0) }
        case .array:
            guard let element = type(&reader, depth + 1), let rank = reader.compressed() else { return nil }
            for _ in 0..<2 {
                // The sizes, then the lower bounds, of some dimensions.
                guard let count = reader.compressed(), count <= argumentLimit else { return nil }
                for _ in 0..<count { if reader.compressed() == nil { return nil } }
            }
            return .array(element, rank: rank)
        case .instantiation:
            guard let isValueType = reader.u8().map({ $0 == ElementType.valueType.rawValue }), let token = token(&reader),
                let count = reader.compressed(), count <= argumentLimit
            else { return nil }
            var arguments: [TypeSignature] = []
            for _ in 0..<count {
                guard let argument = type(&reader, depth + 1) else { return nil }
                arguments.append(argument)
            }
            return .instantiation(token, isValueType: isValueType, arguments: arguments)
        // The signature of the function follows and is not needed.
        case .functionPointer: return .functionPointer
        }
    }
}
