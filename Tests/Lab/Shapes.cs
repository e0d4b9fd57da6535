// One object of every type with a difficult name or size. Each dump of the lab has them.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Shapes
{
    public struct Pair<A, B> { public A First; public B Second; }
    public enum Colour : byte { Red, Green }

    public class Outer<T>
    {
        public class Inner<U> { public T t; public U u; public Inner<U> next; }
    }

    public interface INode { }

    public class Node : INode
    {
        public Node left, right;
        public object tag;
        public Pair<string, object> pair;
        public Colour colour;
    }

    public class 数据 { public string 名 = "值"; }
    public unsafe class Pointers { public int*[] ptrs = new int*[3]; }

    public class Everything
    {
        public readonly object[] arrays =
        {
            new int[3], new int[0], new byte[3, 5], new string[4][], new object[2, 2, 2][], new Pair<string, object>[5], new Pair<int, long>[7],
            new int?[4], new decimal[2], new IntPtr[2], new float[2, 2], new Colour[9], new char[11],
            Array.CreateInstance(typeof(int), new[] { 3 }, new[] { 1 }),
        };

        public readonly object[] generics =
        {
            new Outer<string>.Inner<int>(), new Outer<Pair<int, string>>.Inner<List<Dictionary<string, Node[]>>>(),
            new List<int> { 1, 2 }, new Dictionary<string, int> { { "a", 1 } }, new Queue<string>(), new SortedDictionary<int, string> { { 1, "a" } },
            new Lazy<string>(() => "z"), new Tuple<int, string, object>(1, "a", null), (1, "two", 3.0),
            new Func<int, string>(i => i.ToString()), new ConcurrentDictionary<int, string>(), new List<int[,][]>(),
        };

        public readonly object[] others =
        {
            1, 2.5, 'x', true, Colour.Green, DateTime.UtcNow, Guid.Empty, new Node { left = new Node(), tag = "t" }, new 数据(), new Pointers(),
            new WeakReference("w"), new Action(() => { }), new string('é', 40), new Version(1, 2), typeof(string), new Random(1),
            new System.Text.StringBuilder("abc"), new Exception("x"), new ArgumentNullException("p"), new { Name = "anonymous", Size = 1 },
        };
    }
}
