using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Says what the subject of an entry may do against it (权益保护).</summary>
/// <remarks>Source: 000 六(八); 001 四(二十二)47 (F083, F091); 法释〔2017〕7号, courts correct their own lists.</remarks>
public static class RemedyWords
{
    /// <summary>Says it for one entry.</summary>
    /// <param name="listType">List type of the entry.</param>
    /// <param name="contact">Contact of the recognising department; empty: none is known.</param>
    /// <returns>For instance <c>objection to the recognising department; administrative reconsideration or litigation; contact: …</c>.</returns>
    public static string Of(ListTypeDefinition listType, string contact)
    {
        ArgumentNullException.ThrowIfNull(listType);
        var remedy = listType.Judicial
            ? "application for correction to the court or authority that decided"
            : "objection to the recognising department; administrative reconsideration or litigation";
        return contact.Length == 0 ? remedy : remedy + "; contact: " + contact;
    }
}
