// Orders are sent to partners as XML. The root element has the name that the partner wants.
//
// The fault: a serializer is made for each order, with the constructor that takes the root element. Serializers made so are not cached, and each
// generates an assembly. Healthy: one serializer for each partner.
using System.Collections.Generic;
using System.IO;
using System.Xml.Serialization;
using Cases;
using Host;

namespace Invoicing
{
    public class OrderLine { public string Article; public int Pieces; }

    public class CreateOrderRequest
    {
        public int Number;
        public string Customer;
        public List<OrderLine> Lines = new List<OrderLine>();
    }

    public sealed class OrderFeed : ICase
    {
        readonly bool leaking;
        readonly Dictionary<string, XmlSerializer> serializers = new Dictionary<string, XmlSerializer>();
        int orders;

        public OrderFeed(bool leaking) { this.leaking = leaking; }

        public int UnitsInAStage { get { return 60; } }
        public bool CollectsGarbage { get { return true; } }

        XmlSerializer Serializer(string root)
        {
            XmlSerializer serializer;
            if (!leaking && serializers.TryGetValue(root, out serializer)) return serializer;
            serializer = new XmlSerializer(typeof(CreateOrderRequest), new XmlRootAttribute(root));
            if (!leaking) serializers[root] = serializer;
            return serializer;
        }

        public void Work(Load load)
        {
            var order = new CreateOrderRequest { Number = orders++, Customer = "customer " + load.Below(100) };
            for (int line = load.Between(1, 5); line > 0; line--) order.Lines.Add(new OrderLine { Article = "article", Pieces = line });
            Serializer("Order" + load.Below(3)).Serialize(new StringWriter(), order);
        }
    }
}
