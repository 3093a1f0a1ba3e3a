using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.Serialization;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>YAML as maps, lists and texts; merges (<c>&lt;&lt;</c>) are done.</summary>
internal static class Yaml
{
    /// <summary>Reads every document of a file of the tree.</summary>
    public static List<YamlNode> ReadAll(params string[] path)
    {
        var parser = new MergingParser(new Parser(new StringReader(Tree.Read(path))));
        var reader = new DeserializerBuilder().Build();
        var documents = new List<YamlNode>();
        parser.Consume<StreamStart>();
        while (!parser.Accept<StreamEnd>(out _))
        {
            documents.Add(new YamlNode(reader.Deserialize<object?>(parser)));
        }

        return documents;
    }
}
