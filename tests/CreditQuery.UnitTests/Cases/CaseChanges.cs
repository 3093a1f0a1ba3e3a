using System.Text.Json.Nodes;
using CreditQuery.Protos.V1;
using CreditQuery.UnitTests.Index;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Cases;

/// <summary>Makes changes of the words of a case: the contract's own field names, subjects by name, entries as subject#number.</summary>
internal sealed class CaseChanges(TestRegistry registry)
{
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default);

    public Change Read(Dictionary<string, object> step)
    {
        var (kind, fields) = step.Single(s => s.Key is not ("on" or "refused"));
        var body = Fields((Dictionary<object, object>)fields);
        if (kind == "put_entry")
        {
            AddUsual(body);
        }

        return Parser.Parse<Change>(new JsonObject { [kind] = body }.ToJsonString());
    }

    // What every entry of a case has unless it says otherwise: a decision of the day, in the invented region.
    private void AddUsual(JsonObject entry)
    {
        entry.TryAdd("region", "999999");
        entry.TryAdd("decided_on", Days());
        entry.TryAdd("decision_no", "No. 1");
        entry.TryAdd("decision_authority", "courts");
    }

    private string Days() => Rules.Support.Ask.Day(CreditQuery.Rules.Periods.CivilDay.Of(registry.Now));

    private JsonObject Fields(Dictionary<object, object> fields)
    {
        var message = new JsonObject();
        foreach (var (key, value) in fields)
        {
            var name = (string)key;
            message[name] = name switch
            {
                "entry" => Entry((string)value),
                "subject" or "unit" or "person" or "alias" or "predecessor" or "successor" => Subject((string)value),
                // An objection has a target too, a word.
                "target" when fields.ContainsKey("alias") => Subject((string)value),
                "corrected" => Corrected((Dictionary<object, object>)value),
                "role" => "ROLE_" + Upper(value),
                "scope" => "ENTRY_SCOPE_" + Upper(value),
                "kind" => "SUBJECT_KIND_" + Upper(value),
                _ => Value(value),
            };
        }

        return message;
    }

    private JsonObject Corrected(Dictionary<object, object> fields)
    {
        var body = Fields(fields);
        AddUsual(body);
        return body;
    }

    private JsonObject Entry(string name)
    {
        var parts = name.Split('#');
        return new JsonObject { ["subject"] = Subject(parts[0]), ["entry_id"] = "list:" + parts[1] };
    }

    // A name may follow in brackets: unit(甲公司).
    private JsonObject Subject(string name)
    {
        var parts = name.Split('(', ')');
        var (type, value) = CaseSubjects.Of(parts[0]);
        return new JsonObject
        {
            ["sealed_key"] = Convert.ToBase64String(registry.Sealed(type, value)),
            ["sealed_name"] = parts.Length > 1 ? registry.Cipher.SealName(parts[1]).ToString(System.Globalization.CultureInfo.InvariantCulture) : "0",
        };
    }

    private static string Upper(object value) => ((string)value).ToUpperInvariant();

    private static JsonNode Value(object value) => value switch
    {
        List<object> list => new JsonArray([.. list.Select(Value)]),
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ => JsonValue.Create((string)value),
    };
}
