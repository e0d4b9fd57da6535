// The work of one stage: numbers that are the same in each run and on each version of the runtime, and others for each service.
using System;

namespace Host
{
    public sealed class Load
    {
        ulong state;

        public Load(ulong seed, string service, int stage)
        {
            state = seed + (ulong)stage * 7919;
            foreach (char letter in service) state = state * 31 + letter;
            state = state * 0x9E3779B97F4A7C15 | 1;
            for (int i = 0; i < 8; i++) Below(2);
        }

        // Xorshift: System.Random may give other numbers in another version of the runtime.
        public int Below(int limit)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (int)((state >> 32) * (ulong)limit >> 32);
        }

        public int Between(int least, int most) { return least + Below(most - least + 1); }

        /// A number with many small values and few large ones.
        public int Skewed(int limit) { return (int)((long)Below(limit) * Below(limit) / (limit - 1)); }

        public bool OneIn(int number) { return Below(number) == 0; }

        public byte[] Bytes(int least, int most)
        {
            var bytes = new byte[Between(least, most)];
            for (int i = 0; i < bytes.Length; i += 16) bytes[i] = (byte)Below(256);
            return bytes;
        }
    }
}
