import Testing

@testable import Reduction

/// Times in names of dumps.
@Suite struct NameTimeTests {
    /// 1 August 2026, 10:15.
    private static let time: Int64 = 1_785_579_300
    private static let now: Int64 = 1_790_000_000

    @Test(arguments: [
        "core_20260801_101500", "dump_20260801_101500.dmp", "core_20260801_101500.zst", "/dumps/2025/core_20260801_101500.tar.gz",
        "orders-20260801T101500.core", "core.orders.4711.1785579300", "coredump.4711.1785579300", "1785579300", "core-1785579300.zst",
        "core.orders.1000.4f1c2ab9e0d34c5b8a7f6e5d4c3b2a10.4711.1785579300123456.zst",
        "core.dotnet.0.12345678901234567890123456789012.1.1785579300000000.lz4", "orders.exe_260801_101500.dmp",
        "orders_manual_2026-08-01_10:15:00.4711", "2026-08-01T10-15-00.core", "night.tar.zst/core_20260801_101500",
        "core_20260801_101500_copy_of_20260801_101500",
    ])
    func aWellKnownForm(name: String) {
        #expect(NameTime.seconds(in: name, now: Self.now) == Self.time)
    }

    @Test(arguments: [
        "core", "core.4711", "orders.core", "core_20260230_101500", "core_20260801_251500", "core_20261301_101500", "core_99990101_000000",
        "core_20150101_000000", "core_20260801", "core.1790000001", "core.999999999", "core.17855793000", "core.a1785579300",
        "core.1785579300b", "core_260801_101500", "core_20260801_101500_20260802_101500", "core.1785579300.1785579301",
        "core_20260801__101500", "night_20260801_101500.tar.zst/orders.core", "core.orders.1000.4f1c.4711.9785579300000000", "",
        "2026-08-01_10:15-00", "12345678901234567890123456789012345678901234567890_101500",
    ])
    func noTime(name: String) {
        #expect(NameTime.seconds(in: name, now: Self.now) == nil)
    }
}
