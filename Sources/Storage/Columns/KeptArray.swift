extension Array {
    /// Cuts the end off, or appends `value`s. The memory is kept, and so is what stood in it.
    mutating func setCount(_ count: Int, _ value: Element) {
        if count < self.count {
            removeLast(self.count - count)
        } else {
            append(contentsOf: repeatElement(value, count: count - self.count))
        }
    }
}
