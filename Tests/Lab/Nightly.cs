// A service over many nights. The load differs from night to night, and a bounded cache varies with it. From night LeakFrom on there are
// subscriptions to a static catalogue that are never removed. Each night is a stage, counted from 0.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;

namespace Shop
{
    public sealed class Basket
    {
        public string Owner;
        public List<Line> Lines = new List<Line>();
        public decimal Total;
    }

    public sealed class Line
    {
        public string Sku;
        public int Pieces;
        public decimal Price;
    }

    public sealed class PriceChanged : EventArgs
    {
        public string Sku;
    }

    public sealed class Catalogue
    {
        public event EventHandler<PriceChanged> Changed;
        public readonly ConcurrentDictionary<string, Line> Items = new ConcurrentDictionary<string, Line>();
        public int Listeners { get { return Changed == null ? 0 : Changed.GetInvocationList().Length; } }
    }

    public sealed class PriceWatch
    {
        readonly Basket basket;

        public PriceWatch(Catalogue catalogue, Basket basket)
        {
            this.basket = basket;
            catalogue.Changed += OnChanged;
        }

        void OnChanged(object sender, PriceChanged change) { basket.Total += 1; }
    }

    public static class Nightly
    {
        const int Seed = 7, LeakFrom = 13;
        static readonly Catalogue catalogue = new Catalogue();
        static readonly Dictionary<int, Basket> cache = new Dictionary<int, Basket>();
        static readonly Queue<int> order = new Queue<int>();
        static int next;

        static Basket NewBasket(Random random)
        {
            var basket = new Basket { Owner = "customer-" + next++ };
            for (int left = random.Next(1, 6); left > 0; left--)
                basket.Lines.Add(new Line { Sku = "sku-" + random.Next(500), Pieces = random.Next(9), Price = random.Next(1000) / 10m });
            return basket;
        }

        // `step` is the number of subscriptions that leak in a night, within a quarter.
        public static int Run(int step)
        {
            for (int i = 0; i < 2000; i++) catalogue.Items["sku-" + i] = new Line { Sku = "sku-" + i, Price = i };
            for (int night = 0; ; night++)
            {
                var random = new Random(Seed * 1000 + night);
                int size = 3000 + random.Next(-400, 400), work = 8000 + random.Next(-3000, 3000);
                for (int i = 0; i < work; i++)
                {
                    cache[next + 1] = NewBasket(random);
                    order.Enqueue(next);
                    while (order.Count > size) cache.Remove(order.Dequeue());
                }
                if (night >= LeakFrom)
                    for (int left = step + random.Next(-step / 4, step / 4 + 1); left > 0; left--) new PriceWatch(catalogue, NewBasket(random));
                GC.Collect();
                GC.WaitForPendingFinalizers();
                GC.Collect();
                Console.WriteLine("stage " + night + " " + System.Diagnostics.Process.GetCurrentProcess().Id + " " + Environment.Version + " " + catalogue.Listeners);
                Console.Out.Flush();
                if (Console.ReadLine() == null) return 0;
            }
        }
    }
}
