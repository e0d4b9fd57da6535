// What every service has beside its leak: objects that live on, a cache with a limit, and garbage.
using System.Collections.Generic;
using Host;

namespace Cases
{
    public sealed class Customer
    {
        public int Number;
        public string Name;
        public List<string> Addresses = new List<string>();
    }

    public static class Customers
    {
        static readonly Dictionary<int, Customer> all = new Dictionary<int, Customer>();
        static readonly RecentCache<int, byte[]> pages = new RecentCache<int, byte[]>(50);

        static Customers()
        {
            for (int number = 0; number < 3000; number++)
            {
                var customer = new Customer { Number = number, Name = "customer " + number };
                customer.Addresses.Add("street " + number % 97);
                all[number] = customer;
            }
        }

        public static Customer Visit(Load load)
        {
            var customer = all[load.Below(all.Count)];
            pages.Add(customer.Number, load.Bytes(200, 2000));
            return customer;
        }
    }
}
