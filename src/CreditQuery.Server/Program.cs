using CreditQuery.Server;
using CreditQuery.Server.Hosting;

return await StartupFaults.ToldAsync(args, async () =>
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddCreditQuery();

    var app = builder.Build();
    app.MapCreditQuery();
    await app.RunAsync();
});
