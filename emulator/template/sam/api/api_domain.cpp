// `Domain` of an API: the domain name, the mappings of its base paths, and its Route 53 records.
#include <algorithm>
#include <set>
#include <string>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

// Source: the alias hosted zone of CloudFront distributions, as the Route 53 reference gives it.
constexpr std::string_view kCloudFrontZone = "Z2FDTNDATAQYW2";

struct Domain {
  Api& api;
  const Value& properties;
  std::string id;        // logical id of the domain name
  std::string endpoint;  // EDGE, REGIONAL, PRIVATE
  bool rest() const { return api.kind == ApiKind::kRest; }
  bool is_private() const { return endpoint == "PRIVATE"; }
  const Value* find(std::string_view name) const {
    const Value* value = properties.find(name);
    return value == nullptr || value->is_null() ? nullptr : value;
  }
};

bool check_endpoint(Domain& domain) {
  const Value* written = domain.find("EndpointConfiguration");
  domain.endpoint = "REGIONAL";
  if (written == nullptr) return true;
  domain.endpoint = written->is_string() ? written->as_string() : std::string();
  if (domain.endpoint == "REGIONAL") return true;
  if (domain.rest() && (domain.endpoint == "EDGE" || domain.is_private())) return true;
  return domain.api.owner.reject(
      *written, std::string("EndpointConfiguration for Custom Domains must be one of ") +
                    (domain.rest() ? "['EDGE', 'REGIONAL', 'PRIVATE']." : "['REGIONAL']."));
}

bool add_mutual_tls(const Domain& domain, Value& made) {
  const Value* tls = domain.find("MutualTlsAuthentication");
  if (!is_truthy(tls) || domain.is_private()) return true;
  const Owner& owner = domain.api.owner;
  const std::string fields = "['TruststoreUri', 'TruststoreVersion'].";
  if (!tls->is_map()) {
    return domain.rest() ? expect_map(owner, *tls, "Domain.MutualTlsAuthentication")
                         : owner.reject(*tls,
                                        "MutualTlsAuthentication must be a map with at least one "
                                        "of the following fields " +
                                            fields);
  }
  std::set<std::string> unknown;
  for (const Value::Member& member : tls->members()) {
    if (member.key != "TruststoreUri" && member.key != "TruststoreVersion") {
      unknown.insert(member.key);
    }
  }
  if (!unknown.empty() && domain.rest()) {
    return owner.reject(*tls, "Available Domain.MutualTlsAuthentication fields are " + fields);
  }
  if (!unknown.empty()) {
    // SAM's message puts the field list where the logical id normally stands.
    std::string names;
    for (const std::string& name : unknown) names += (names.empty() ? "" : ",") + name;
    return Owner(owner.context, owner.origin, names)
        .reject(*tls, "Available MutualTlsAuthentication fields are " + fields);
  }
  made.set("MutualTlsAuthentication", *tls);
  return true;
}

bool make_name(const Domain& domain) {
  const Value& certificate = *domain.find("CertificateArn");
  Value made = Value::map({{"DomainName", *domain.find("DomainName")}});
  if (domain.rest()) {
    const bool regional = domain.endpoint == "REGIONAL";
    made.set(regional ? "RegionalCertificateArn" : "CertificateArn", certificate);
    Value endpoint = Value::map({{"Types", Value::list({domain.endpoint})}});
    if (const Value* type = domain.find("IpAddressType")) endpoint.set("IpAddressType", *type);
    made.set("EndpointConfiguration", std::move(endpoint));
    for (const std::string_view name : {"SecurityPolicy", "EndpointAccessMode",
                                        "OwnershipVerificationCertificateArn", "Policy"}) {
      const Value* value = domain.find(name);
      if (is_truthy(value)) made.set(name, *value);
    }
  } else {
    Value configuration =
        Value::map({{"CertificateArn", certificate}, {"EndpointType", domain.endpoint}});
    for (const std::string_view name :
         {"SecurityPolicy", "OwnershipVerificationCertificateArn", "IpAddressType"}) {
      if (const Value* value = domain.find(name)) configuration.set(name, *value);
    }
    made.set("DomainNameConfigurations", Value::list({configuration}));
    if (is_truthy(&domain.api.tags)) made.set("Tags", domain.api.tags);
  }
  if (!add_mutual_tls(domain, made)) return false;
  const std::string_view type = !domain.rest()        ? "AWS::ApiGatewayV2::DomainName"
                                : domain.is_private() ? "AWS::ApiGateway::DomainNameV2"
                                                      : "AWS::ApiGateway::DomainName";
  domain.api.make(domain.id, type, std::move(made));
  return true;
}

// A mapping of `key` (null: the root) to the API's stage. `part` tells its logical id apart.
void make_mapping(const Domain& domain, const std::string& part, const Value& key) {
  Value made = Value::map({{"Stage", ref_to(domain.api.stage_id)}});
  made.set(domain.rest() ? "RestApiId" : "ApiId", ref_to(domain.api.id));
  std::string_view type = "AWS::ApiGatewayV2::ApiMapping";
  if (domain.is_private()) {
    made.set("DomainNameArn", ref_to(domain.id));
    type = "AWS::ApiGateway::BasePathMappingV2";
  } else {
    made.set("DomainName", ref_to(domain.id));
    if (domain.rest()) type = "AWS::ApiGateway::BasePathMapping";
  }
  if (!key.is_null()) made.set(domain.rest() ? "BasePath" : "ApiMappingKey", key);
  domain.api.make(domain.api.id + part + (domain.rest() ? "BasePathMapping" : "ApiMapping"), type,
                  std::move(made));
}

std::string letters_and_digits(std::string text) {
  std::erase_if(text, [](char c) { return !is_letter_or_digit(c); });
  return text;
}

bool make_http_mapping(const Domain& domain, const Value& path) {
  const Owner& owner = domain.api.owner;
  if (!path.is_string()) return owner.reject(path, "Basepath must be a string.");
  std::string key = path.as_string();
  const bool valid = std::all_of(key.begin(), key.end(), [](char c) {
    return is_letter_or_digit(c) || c == '/' || c == '-' || c == '_';
  });
  while (key.starts_with('/')) key.erase(0, 1);
  while (key.ends_with('/')) key.pop_back();
  if (!valid) return owner.reject(path, "Invalid Basepath name provided.");
  make_mapping(domain, letters_and_digits(key), key);
  return true;
}

bool make_mappings(const Domain& domain) {
  const Value* written = domain.find("BasePath");
  Value::List paths;
  if (is_truthy(written) && written->is_string()) paths.push_back(*written);
  if (written != nullptr && written->is_list()) paths = written->items();
  if (paths.empty()) {
    make_mapping(domain, {}, {});
    return true;
  }
  if (domain.rest()) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const std::string name = "Domain.BasePath[" + std::to_string(i) + "]";
      if (!expect_text(domain.api.owner, paths[i], name)) return false;
    }
  }
  const Value* normalize = domain.find("NormalizeBasePath");
  for (const Value& path : paths) {
    if (!domain.rest()) {
      if (!make_http_mapping(domain, path)) return false;
      continue;
    }
    const std::string part = letters_and_digits(path.as_string());
    const bool as_written = normalize != nullptr && !is_truthy(normalize);
    make_mapping(domain, part, as_written ? path : Value(part));
  }
  return true;
}

Value alias_target(const Domain& domain, const Value& route53) {
  Value target = Value::map();
  if (const Value* health = route53.find("EvaluateTargetHealth")) {
    target.set("EvaluateTargetHealth", *health);
  }
  if (domain.is_private()) {
    for (const auto& [from, to] : {std::pair{"VpcEndpointHostedZoneId", "HostedZoneId"},
                                   std::pair{"VpcEndpointDomainName", "DNSName"}}) {
      if (const Value* value = route53.find(from)) target.set(to, *value);
    }
  } else if (domain.endpoint == "REGIONAL") {
    target.set("HostedZoneId", get_att(domain.id, "RegionalHostedZoneId"));
    target.set("DNSName", get_att(domain.id, "RegionalDomainName"));
  } else {
    const Value* name = route53.find("DistributionDomainName");
    target.set("HostedZoneId", kCloudFrontZone);
    target.set("DNSName", name != nullptr ? *name : get_att(domain.id, "DistributionDomainName"));
  }
  return target;
}

Value::List record_sets(const Domain& domain, const Value& route53) {
  const Value* wanted = route53.find("IpV6");
  const bool ipv6 = wanted != nullptr && wanted->is_bool() && wanted->as_bool();
  Value::List sets;
  for (const std::string_view type : {"A", "AAAA"}) {
    if (type == "AAAA" && !ipv6) continue;
    Value set = Value::map({{"Name", *domain.find("DomainName")},
                            {"Type", type},
                            {"AliasTarget", alias_target(domain, route53)}});
    for (const std::string_view name : {"Region", "SetIdentifier"}) {
      if (const Value* value = route53.find(name)) set.set(name, *value);
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

bool make_records(const Domain& domain) {
  const Value* route53 = domain.find("Route53");
  if (route53 == nullptr) return true;
  const Owner& owner = domain.api.owner;
  if (!expect_map(owner, *route53, "Domain.Route53")) return false;
  const Value* zone = route53->find("HostedZoneId");
  const Value* name = route53->find("HostedZoneName");
  if (zone != nullptr && zone->is_null()) zone = nullptr;
  if (name != nullptr && name->is_null()) name = nullptr;
  if (zone == nullptr && name == nullptr) {
    return owner.reject(*route53,
                        "HostedZoneId or HostedZoneName is required to enable Route53 support on "
                        "Custom Domains.");
  }
  const Value* separate = domain.rest() ? route53->find("SeparateRecordSetGroup") : nullptr;
  if (is_truthy(separate) && !separate->is_bool()) {
    return owner.reject(*separate,
                        "Property 'Domain.Route53.SeparateRecordSetGroup' should be a boolean.");
  }
  std::string id = "RecordSetGroup" + logical_hash(zone != nullptr ? *zone : *name);
  Value::List sets = record_sets(domain, *route53);
  if (is_truthy(separate)) {
    const Value hashed = Value::list({zone != nullptr ? *zone : *name, *domain.find("DomainName")});
    id = "RecordSetGroup" + logical_hash(hashed);
  } else if (Value* known = domain.api.context.made(id)) {
    Value::List& all = known->find("Properties")->find("RecordSets")->items();
    for (Value& set : sets) {
      if (std::find(all.begin(), all.end(), set) == all.end()) all.push_back(std::move(set));
    }
    return true;
  }
  Value made = Value::map({{"RecordSets", Value(std::move(sets))}});
  if (zone != nullptr) made.set("HostedZoneId", *zone);
  if (name != nullptr) made.set("HostedZoneName", *name);
  domain.api.make(id, "AWS::Route53::RecordSetGroup", std::move(made));
  return true;
}

// A private domain is reached through a VPC endpoint: the association says which.
bool make_association(const Domain& domain) {
  const Value* association = domain.find("AccessAssociation");
  if (association == nullptr || !domain.is_private()) return true;
  if (!expect_map(domain.api.owner, *association, "Domain.AccessAssociation")) return false;
  const Value* endpoint = association->find("VpcEndpointId");
  if (!expect_given(domain.api.owner, endpoint, *association,
                    "Domain.AccessAssociation.VpcEndpointId")) {
    return false;
  }
  Value hashed = Value::list({*endpoint, domain.id});
  domain.api.make("DomainNameAccessAssociation" + logical_hash(hashed),
                  "AWS::ApiGateway::DomainNameAccessAssociation",
                  Value::map({{"AccessAssociationSource", *endpoint},
                              {"AccessAssociationSourceType", "VPCE"},
                              {"DomainNameArn", ref_to(domain.id)}}));
  return true;
}

}  // namespace

bool make_domain(Api& api) {
  const Value* written = api.find("Domain");
  if (written == nullptr) return true;
  const Value properties = api.context.with_parameters(*written);
  if (!expect_map(api.owner, properties, "Domain")) return false;
  Domain domain{api, properties, {}, {}};
  for (const std::string name : {"DomainName", "CertificateArn"}) {
    if (domain.find(name) != nullptr) continue;
    if (domain.rest()) return expect_given(api.owner, nullptr, properties, "Domain." + name);
    return api.owner.reject(properties,
                            "Custom Domains only works if both DomainName and CertificateArn are "
                            "provided.");
  }
  if (!check_endpoint(domain)) return false;
  domain.id = "ApiGatewayDomainName";
  if (!domain.rest() || domain.is_private()) domain.id += "V2";
  domain.id += logical_hash(*domain.find("DomainName"));
  api.context.references
      .properties[api.id + (domain.is_private() ? ".DomainNameV2" : ".DomainName")] = domain.id;
  return make_name(domain) && make_mappings(domain) && make_association(domain) &&
         make_records(domain);
}

}  // namespace brume::emulator::sam
