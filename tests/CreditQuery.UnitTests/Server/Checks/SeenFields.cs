using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Which fields of the contract stood in messages, as message.field.</summary>
internal static class SeenFields
{
    // Made by the generated code and tested where they are made.
    private static readonly string[] Closed = ["Explanation", "Freshness", "ItemError", "Timestamp"];

    /// <summary>Notes the fields that are set.</summary>
    public static void Add(IMessage message, HashSet<string> seen)
    {
        if (Closed.Contains(message.Descriptor.Name))
        {
            return;
        }

        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (value is null or "" or false or 0 or IList { Count: 0 } or IDictionary { Count: 0 } || (value is Enum number && Convert.ToInt32(number, null) == 0))
            {
                continue;
            }

            seen.Add(NameOf(field));
            var parts = value is IMessage single ? [single] : value is IList list ? list.OfType<IMessage>() : [];
            foreach (var part in parts)
            {
                Add(part, seen);
            }
        }
    }

    /// <summary>All fields of a message and of the messages in it.</summary>
    public static IEnumerable<string> Of(MessageDescriptor message) => Closed.Contains(message.Name) ? [] : message.Fields.InFieldNumberOrder().SelectMany(
        static field => field.FieldType == FieldType.Message && !field.IsMap ? Of(field.MessageType).Append(NameOf(field)) : [NameOf(field)]);

    private static string NameOf(FieldDescriptor field) => $"{field.ContainingType.Name}.{field.Name}";
}
