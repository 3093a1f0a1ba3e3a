using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.Server;

/// <summary>Says who a peer is by its certificate.</summary>
internal static class PeerAuthentication
{
    private const string CommonName = "x509_common_name";
    private const string AlternativeName = "x509_subject_alternative_name";

    private static readonly AuthContext Unauthenticated = new(null, []);

    public static AuthContext Of(ConnectionInfo connection)
    {
        if (connection.ClientCertificate is not { } certificate)
        {
            return Unauthenticated;
        }

        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        foreach (var name in AlternativeNames(certificate))
        {
            Add(properties, AlternativeName, name);
        }

        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } commonName)
        {
            Add(properties, CommonName, commonName);
        }

        return new AuthContext(
            properties.ContainsKey(AlternativeName) ? AlternativeName : CommonName,
            properties);
    }

    private static IEnumerable<string> AlternativeNames(X509Certificate2 certificate) => certificate.Extensions
        .OfType<X509SubjectAlternativeNameExtension>()
        .SelectMany(static extension => extension.EnumerateDnsNames());

    private static void Add(Dictionary<string, List<AuthProperty>> properties, string name, string value)
    {
        if (!properties.TryGetValue(name, out var values))
        {
            properties[name] = values = [];
        }

        values.Add(AuthProperty.Create(name, Encoding.UTF8.GetBytes(value)));
    }
}
