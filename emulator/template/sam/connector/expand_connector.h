// One connector to one destination, on its way to the policy or the permission it stands for.
//
// Refers to its owner and its link, which outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/sam/connector/connector_link.h"
#include "emulator/template/sam/connector/profiles.h"

namespace brume::emulator::sam {

struct ConnectorMade {
  std::string id;
  std::string_view type;
  Value properties;
};

class ConnectorRun {
 public:
  ConnectorRun(const Owner& owner, std::string id, const ConnectorLink& link)
      : owner_(owner), id_(std::move(id)), link_(link) {}

  // Nothing after a rejection. What is made is kept by the caller: another destination may be
  // wrong.
  std::optional<ConnectorMade> run();
  // Whoever has to wait for the policy.
  void let_wait() const;
  Value metadata() const;

 private:
  bool check_permissions();
  bool replace(std::string_view text, Value& result);
  bool has(std::string_view permission) const;
  bool statements(Value& document);
  bool grant_statements(const ConnectorAccess& access, Value::List& list);
  bool role_policy(ConnectorMade& made);
  bool resource_policy(ConnectorMade& made);
  bool permission(ConnectorMade& made);
  std::string side() const { return profile_->of_source ? "'Source'" : "'Destination'"; }
  const ConnectorEnd& owner_end() const { return profile_->of_source ? source_ : destination_; }
  bool reject(const std::string& text) const { return owner_.reject(link_.source, text); }
  std::string way() const { return source_.type + " to " + destination_.type; }
  std::string original_type(const ConnectorEnd& end) const;

  const Owner& owner_;
  std::string id_;
  const ConnectorLink& link_;
  ConnectorEnd source_, destination_;
  const ConnectorProfile* profile_ = nullptr;
  std::string policy_id_;
};

}  // namespace brume::emulator::sam
