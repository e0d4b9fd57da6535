import RawMemory
import Testing

@Suite struct BinarySearchTests {
    @Test func everyPlaceOfEverySize() {
        for count in 0...17 {
            for place in 0...count {
                #expect((0..<count).partitioningIndex { $0 >= place } == place)
                #expect(Array(0..<count).partitioningIndex { $0 >= place } == place)
            }
        }
    }

    @Test func slicesKeepTheirIndexes() {
        let numbers = [1, 3, 5, 7, 9]
        #expect(numbers[1..<4].partitioningIndex { $0 > 100 } == 4)
        #expect(numbers[1..<4].partitioningIndex { $0 > 0 } == 1)
        #expect(numbers[1..<4].partitioningIndex { $0 >= 6 } == 3)
    }

    @Test func callsAreFew() {
        var calls = 0
        let found = (0..<UInt32.max).partitioningIndex {
            calls += 1
            return $0 >= 3_000_000_000
        }
        #expect(found == 3_000_000_000)
        #expect(calls <= 32)
    }
}
