using CreditQuery.Rules.Checks;

namespace CreditQuery.Server.Checks;

/// <summary>Reads the item of a request; whether it fits the scenario is the planner's to say.</summary>
internal static class ItemReader
{
    /// <summary>Reads the item.</summary>
    /// <param name="request">The request.</param>
    /// <returns>No item if the request states none.</returns>
    public static CheckItem Read(CheckSubjectRequest request) => request.ItemCase switch
    {
        CheckSubjectRequest.ItemOneofCase.Approval => CheckItem.Approval(request.Approval.IndustryCode, request.Approval.InstitutionType),
        CheckSubjectRequest.ItemOneofCase.Tender => CheckItem.Tender(request.Tender.Stage, request.Tender.TradeType, request.Tender.Role),
        CheckSubjectRequest.ItemOneofCase.Consumption => Read(request.Consumption),
        CheckSubjectRequest.ItemOneofCase.Loan => CheckItem.Loan(request.Loan.Product),
        CheckSubjectRequest.ItemOneofCase.Insurance => CheckItem.Insurance(request.Insurance.Product),
        CheckSubjectRequest.ItemOneofCase.Inspection => CheckItem.Inspection(request.Inspection.Field),
        CheckSubjectRequest.ItemOneofCase.Fund => CheckItem.Fund(request.Fund.Programme),
        CheckSubjectRequest.ItemOneofCase.Award => CheckItem.Award(request.Award.AwardCode),
        CheckSubjectRequest.ItemOneofCase.Other => CheckItem.Other(request.Other.Code),
        _ => default,
    };

    private static CheckItem Read(ConsumptionItem item) => item.KindCase switch
    {
        ConsumptionItem.KindOneofCase.Air => CheckItem.Air(item.Air.Cabin),
        ConsumptionItem.KindOneofCase.Rail => CheckItem.Rail(item.Rail.TrainNo, item.Rail.TrainType, item.Rail.Seat),
        ConsumptionItem.KindOneofCase.Ship => CheckItem.Ship(item.Ship.Cabin),
        ConsumptionItem.KindOneofCase.Hotel => CheckItem.Hotel(item.Hotel.Stars),
        ConsumptionItem.KindOneofCase.RealEstate => CheckItem.RealEstate(item.RealEstate.Action),
        ConsumptionItem.KindOneofCase.OfficeLease => CheckItem.OfficeLease(item.OfficeLease.Grade),
        ConsumptionItem.KindOneofCase.Vehicle => CheckItem.Vehicle(item.Vehicle.BusinessNecessary),
        ConsumptionItem.KindOneofCase.Tour => CheckItem.Tour(item.Tour.Kind),
        ConsumptionItem.KindOneofCase.School => CheckItem.School(item.School.FeeClass),
        ConsumptionItem.KindOneofCase.InsuranceProduct => CheckItem.InsuranceProduct(item.InsuranceProduct.HasCashValue, item.InsuranceProduct.HighPremium),
        ConsumptionItem.KindOneofCase.Venue => CheckItem.Venue(item.Venue.Kind),
        _ => CheckItem.ConsumptionWithoutKind(),
    };
}
