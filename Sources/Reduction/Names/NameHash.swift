import CNettle

/// Stand-ins for names: HMAC-SHA256 with a salt as its key.
package struct NameHash: Sendable {
    private let salt: [UInt8]

    package init(salt: [UInt8]) { self.salt = salt }

    /// 10 hexadecimal digits, the first 40 bits of the name's code.
    package func digits(_ name: String) -> String {
        var state = hmac_sha256_ctx()
        unsafe nettle_hmac_sha256_set_key(&state, salt.count, salt)
        let bytes = Array(name.utf8)
        unsafe nettle_hmac_sha256_update(&state, bytes.count, bytes)
        var code = [UInt8](repeating: 0, count: 5)
        unsafe nettle_hmac_sha256_digest(&state, code.count, &code)
        return code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
