//! What every command looks at before anything is emitted.

use crate::command::{Actor, ItemId};
use crate::data::{Text, Timestamp};
use crate::event::ItemKind;
use crate::instance::{ElementInstance, State};
use crate::limits::Limits;
use crate::procedure::{Activity, ElementIx, Procedure, RoleIx};
use crate::rejection::Rejection;

/// One request against one case, before it is decided.
pub(super) struct Context<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) state: &'a State,
    pub(super) limits: &'a Limits,
    pub(super) at: Timestamp,
    pub(super) actor: &'a Actor,
}

impl<'a> Context<'a> {
    /// The open element instance of an item.
    pub(super) fn item(&self, item: ItemId) -> Result<&'a ElementInstance, Rejection> {
        match self.state.item(item) {
            Some(instance) => Ok(instance),
            None if item.0 == 0 || item.0 > self.state.last_item => Err(Rejection::UnknownItem { item }),
            None => Err(Rejection::ItemClosed { item }),
        }
    }

    /// The open element instance of an item of one kind, with its activity.
    pub(super) fn item_of(
        &self,
        item: ItemId,
        kind: ItemKind,
    ) -> Result<(&'a ElementInstance, &'a Activity), Rejection> {
        self.of_kind(self.item(item)?, kind)
    }

    /// An element instance that is of one kind, with its activity.
    pub(super) fn of_kind(
        &self,
        instance: &'a ElementInstance,
        kind: ItemKind,
    ) -> Result<(&'a ElementInstance, &'a Activity), Rejection> {
        match self.procedure.activity(instance.element) {
            Some(activity) if instance.kind == kind => Ok((instance, activity)),
            _ => Err(Rejection::WrongKind { reference: self.reference(instance.element) }),
        }
    }

    pub(super) fn reference(&self, element: ElementIx) -> Text {
        self.procedure.reference(element).clone()
    }

    /// The id of the person who asks.
    pub(super) fn person(&self) -> Result<&'a Text, Rejection> {
        // Not `ok_or`: a refusal that nobody needs would be made and dropped.
        match self.actor.person_id() {
            Some(person) => Ok(person),
            None => Err(Rejection::PersonNeeded),
        }
    }

    /// Whether the actor may do an item: in one of the roles, or because it was handed over.
    fn check_may(&self, instance: &ElementInstance, roles: &[RoleIx]) -> Result<(), Rejection> {
        let person = self.person()?;
        let claim =
            instance.extra.as_ref().and_then(|extra| Some((extra.claimed_by.as_ref()?, extra.delegated)));
        match claim {
            Some((holder, _)) if holder != person => {
                Err(Rejection::ClaimedByAnother { reference: self.reference(instance.element) })
            }
            Some((_, true)) => self.check_declared_role(),
            _ => self.check_role(roles),
        }
    }

    /// Whether the actor may do an item; what is nobody's to do is refused.
    pub(super) fn check_doer(
        &self,
        instance: &ElementInstance,
        activity: Option<&Activity>,
    ) -> Result<(), Rejection> {
        match activity.and_then(|activity| instance.doers(activity)) {
            Some(roles) => self.check_may(instance, roles),
            None => Err(Rejection::WrongKind { reference: self.reference(instance.element) }),
        }
    }

    /// Whether the role acted in is one of these; none at all means anyone the host vouches for.
    pub(super) fn check_role(&self, roles: &[RoleIx]) -> Result<(), Rejection> {
        let Some(role) = self.actor.role() else { return Err(Rejection::PersonNeeded) };
        if roles.is_empty() || roles.iter().any(|allowed| **self.role_id(*allowed) == *role) {
            return Ok(());
        }
        let allowed = roles.iter().map(|role| self.role_id(*role).clone()).collect();
        Err(Rejection::RoleNotAllowed { role: role.into(), allowed })
    }

    /// Whether the actor may resolve and cancel; without a declared authority, whoever the host vouches for.
    pub(super) fn check_authority(&self) -> Result<(), Rejection> {
        match (&self.procedure.head.authority[..], self.actor) {
            ([], _) => Ok(()),
            (authority, _) => self.check_role(authority),
        }
    }

    /// Whether the actor may report facts: a program of the host, or a person in a role of the procedure.
    pub(super) fn check_declared_role(&self) -> Result<(), Rejection> {
        match self.actor.role() {
            None => Ok(()),
            Some(_) if self.procedure.roles.is_empty() => Ok(()),
            Some(role) if self.procedure.role(role).is_some() => Ok(()),
            Some(role) => Err(Rejection::UnknownRole { role: role.into() }),
        }
    }

    pub(super) fn role_id(&self, role: RoleIx) -> &'a Text {
        &self.procedure.roles[role.index()].id
    }

    pub(super) fn role_ids(&self, roles: &[RoleIx]) -> Vec<Text> {
        roles.iter().map(|role| self.role_id(*role).clone()).collect()
    }

    /// Whether what a request brings is within its limit.
    pub(super) fn check_payload(&self, bytes: usize) -> Result<(), Rejection> {
        check_payload(self.limits, bytes)
    }
}

/// Whether what a request brings is within its limit.
pub(super) fn check_payload(limits: &Limits, bytes: usize) -> Result<(), Rejection> {
    match limits.payload_bytes {
        limit if bytes > limit => Err(Rejection::TooLarge { what: "payload", limit: limit as u64 }),
        _ => Ok(()),
    }
}
